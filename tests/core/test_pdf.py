import hashlib
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pdfua
import pikepdf
import pytest

from brainport_portal.core.pdf import render_pdf
from tests.core.pdf_reading import decoded_objects, elements, open_pdf, read_text, untagged_text

SECRET = "geheim-4711"

DOCUMENT = """<!doctype html>
<html lang="nl"><head><title>Proef</title><meta name="author" content="Secretariaat">
<link rel="stylesheet" href="static://report/print.css"></head>
<body><h1>Proef met lopende titel</h1>
<p>Een <a href="https://portaal.example/acties/mo-02/">verwijzing</a>.</p>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="100" height="100">
<title>Een vierkant</title><rect width="10" height="10" fill="#0b4f6c"/></svg>
<h2>Tabel</h2>
<table><thead><tr><th scope="col">Kop</th><th scope="col">Getal</th></tr></thead>
<tbody>ROWS</tbody></table></body></html>""".replace(
    "ROWS", "".join(f'<tr><th scope="row">rij {n}</th><td>{n}</td></tr>' for n in range(40))
)

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title>'
# Ways of HTML, CSS and SVG to ask for something; ADDRESS is what each asks for.
VECTORS = [
    '<img src="ADDRESS" alt="x">',
    '<img srcset="ADDRESS 2x" src="ADDRESS" alt="x">',
    '<object data="ADDRESS">x</object>',
    '<embed src="ADDRESS">',
    '<iframe src="ADDRESS"></iframe>',
    '<link rel="stylesheet" href="ADDRESS">',
    '<link rel="attachment" href="ADDRESS">',
    '<a rel="attachment" href="ADDRESS">x</a>',
    '<style>@import "ADDRESS";</style>',
    "<style>@font-face { font-family: X; src: url(ADDRESS) } p { font-family: X }</style><p>x</p>",
    '<p style="background: url(ADDRESS)">x</p>',
    '<p style="list-style-image: url(ADDRESS); display: list-item">x</p>',
    '<style>p::before { content: url("ADDRESS") }</style><p>x</p>',
    '<style>@page { background: url("ADDRESS") }</style><p>x</p>',
    f'{SVG}<image href="ADDRESS"/></svg>',
    f'{SVG}<use href="ADDRESS#a"/></svg>',
    f'{SVG}<style>@import "ADDRESS";</style></svg>',
    '<base href="ADDRESS"><img src="" alt="x">',
    '<style>@color-profile x { src: url("ADDRESS") } p { color: color(x 1 1 1) }</style><p>x</p>',
]


@pytest.fixture(scope="module")
def rendered():
    return render_pdf(DOCUMENT, identifier=b"proef")


@pytest.fixture
def requests_heard():
    """A web server on this machine; the list fills when anything asks it for anything."""
    heard = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET.encode())

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    heard_at = f"http://127.0.0.1:{server.server_port}/"
    yield heard_at, heard
    server.shutdown()


@pytest.mark.parametrize("vector", VECTORS)
def test_fetcher_serves_no_local_file_and_no_network(vector, tmp_path, requests_heard):
    address, heard = requests_heard
    (tmp_path / "secret.txt").write_text(SECRET)
    addresses = [(tmp_path / "secret.txt").as_uri(), str(tmp_path / "secret.txt"), address]
    body = "".join(vector.replace("ADDRESS", wanted) for wanted in addresses)

    rendered = render_pdf(
        f'<html lang="nl"><title>x</title><body><h1>Vijandig</h1>{body}</body></html>', identifier=b"x"
    )

    assert heard == []
    assert SECRET.encode() not in decoded_objects(rendered.data)
    with open_pdf(rendered.data) as pdf:
        assert list(pdf.attachments) == []


@pytest.mark.parametrize(
    "address",
    [
        "static://../manage.py",
        "static://report/../../manage.py",
        "static://report/img/../print.css",
        "static:///etc/passwd",
        "static:////etc/passwd",
        "static://report/%2e%2e/%2e%2e/manage.py",
        "static://report\\..\\print.css",
        "static://report/.htaccess",
        "static://report//print.css",
        "static://report/print.css?version=1",
        "STATIC://report/print.css",
        "data:text/css,h1{color:red}",
        "ftp://127.0.0.1/x.css",
        "report/print.css",
        "//127.0.0.1/x.css",
    ],
)
def test_fetcher_blocks_and_logs_what_is_not_a_static_name(address, caplog):
    html = f'<html lang="nl"><title>x</title><link rel="stylesheet" href="{address}"><h1>Kop</h1></html>'

    render_pdf(html, identifier=b"x")

    problems = [
        record for record in caplog.records if record.name.startswith(("brainport_portal", "weasyprint"))
    ]
    assert problems != []
    assert "/work" not in caplog.text


def test_render_refuses_a_missing_own_asset():
    html = (
        '<html lang="nl"><title>x</title><link rel="stylesheet" href="static://report/nergens.css"><p>x</p>'
    )

    with pytest.raises(FileNotFoundError, match=r"report/nergens\.css"):
        render_pdf(html, identifier=b"x")


def test_render_gives_the_same_bytes_in_every_process(rendered, tmp_path):
    source = tmp_path / "document.json"
    source.write_text(json.dumps(DOCUMENT))
    program = (
        "import django, json, sys; django.setup()\n"
        "from brainport_portal.core.pdf import render_pdf\n"
        "html = json.loads(open(sys.argv[1]).read())\n"
        "print(render_pdf(html, identifier=b'proef').sha256)"
    )
    prints = [
        subprocess.run(
            [sys.executable, "-c", program, str(source)],
            env={**os.environ, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()[-1]
        for seed in ("1", "2")
    ]

    assert prints == [rendered.sha256, rendered.sha256]
    assert rendered.sha256 == hashlib.sha256(rendered.data).hexdigest()


def test_render_depends_on_the_identifier(rendered):
    assert render_pdf(DOCUMENT, identifier=b"anders").sha256 != rendered.sha256


def test_render_counts_pages(rendered):
    with open_pdf(rendered.data) as pdf:
        assert rendered.pages == len(pdf.pages) == 2


def test_document_passes_the_pdfua_checker(rendered, tmp_path):
    path = tmp_path / "proef.pdf"
    path.write_bytes(rendered.data)

    assert pdfua.validate(path).findings == ()


def test_document_says_its_title_language_and_author(rendered):
    with open_pdf(rendered.data) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Proef"
        assert str(pdf.docinfo["/Author"]) == "Secretariaat"
        assert str(pdf.Root.Lang) == "nl"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert "/CreationDate" not in pdf.docinfo


def test_table_headers_have_a_scope(rendered):
    with open_pdf(rendered.data) as pdf:
        scopes = {str(header.A.Scope) for header in elements(pdf, "TH")}
        tables = elements(pdf, "Table")

        assert scopes == {"/Column", "/Row"}
        assert len(tables) == 2  # one per page, each with the head repeated
        assert all(str(kid.S) in ("/THead", "/TBody", "/Caption") for table in tables for kid in table.K)


def test_figure_has_words_and_a_box_on_the_page(rendered):
    with open_pdf(rendered.data) as pdf:
        (figure,) = elements(pdf, "Figure")
        left, bottom, right, top = (float(side) for side in figure.A.BBox)
        _, _, width, height = (float(side) for side in pdf.pages[0].mediabox)

        assert str(figure.Alt) == "Een vierkant"
        assert 0 <= left < right <= width
        assert 0 <= bottom < top <= height


def test_links_are_printed(rendered):
    with open_pdf(rendered.data) as pdf:
        links = [link for page in pdf.pages for link in page.obj.get("/Annots", [])]

        assert [int(link.F) & 4 for link in links] == [4]


def test_running_text_is_an_artifact_and_all_other_text_is_tagged(rendered):
    with open_pdf(rendered.data) as pdf:
        artifacts = [
            operands
            for page in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "BDC" and operands[0] == "/Artifact" and "/Type" in operands[1]
        ]

        assert [untagged_text(page) for page in pdf.pages] == [[], []]
        # The page number on both pages, and on the second the running title.
        assert len(artifacts) >= 3
        assert {str(operands[1].Type) for operands in artifacts} == {"/Pagination"}
    assert "pagina 2 van 2" in " ".join(read_text(rendered.data).split())
