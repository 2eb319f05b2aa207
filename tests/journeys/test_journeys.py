"""Every demo account does its job in a real browser, from log-in to result."""

import hashlib
import re

import pytest
from django.conf import settings as portal_settings
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Page, expect

from tests.journeys.conftest import email_of, in_turn
from workagenda.models import InternalRemark, ProgressUpdate
from workagenda.reports.models import Edition, Report

pytestmark = [pytest.mark.browser, pytest.mark.database]


def log_in(page: Page, name: str) -> None:
    page.goto("/")
    follow(page, "Inloggen")
    page.get_by_label("E-mailadres").fill(email_of(name))
    page.get_by_label("Wachtwoord", exact=True).fill(portal_settings.DEMO_PASSWORD)
    press(page.get_by_role("main"), "Inloggen")
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()


def follow(where, name: str) -> None:
    where.get_by_role("link", name=name).first.click()


def press(where, name: str) -> None:
    where.get_by_role("button", name=name, exact=True).click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("status")).to_contain_text(text)


def run_tasks(most: int = 100) -> None:
    """What the task worker does with the first `most` tasks that wait, one by one."""
    for _task in range(most):
        with in_turn():
            if not DBTaskResult.objects.ready().exists():
                return
            Worker(
                queue_names=["default"],
                excluded_queue_names=[],
                interval=0,
                batch=True,
                backend_name="default",
                startup_delay=False,
                max_tasks=1,
                worker_id="test",
            ).run()


def stored(code: str) -> list[tuple[str, str]]:
    return list(ProgressUpdate.objects.filter(action__code=code).order_by("pk").values_list("kind", "state"))


def test_visitor_reads_filters_and_takes_the_report_home(window):
    page = window()
    page.goto("/")
    heading(page, "Over de grens samenwerken")
    expect(page.get_by_label("Voorbeeldgegevens")).to_contain_text("voorbeeldgegevens")

    follow(page, "Lees het charter")
    expect(page.locator("#doel-2B")).to_contain_text("2B")
    follow(page.get_by_role("navigation", name="Hoofdnavigatie"), "Werkagenda")
    heading(page, "Werkagenda 2026–2027")
    follow(page, "Alle acties zoeken en filteren")
    page.get_by_label("Beoordeling", exact=True).select_option(label="vraagt aandacht")
    press(page, "Filteren")
    expect(page.get_by_role("rowheader")).to_have_text(["MO-01", "LA-01"])
    follow(page, "Filters wissen")
    follow(page.get_by_role("rowheader"), "MO-02")

    expect(page.get_by_role("heading", name="Stand per peildatum")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(
        "De vijf genoemde verbindingen zijn in de werkgroep besproken."
    )
    expect(page.get_by_role("main")).not_to_contain_text("Voor elk van de vijf genoemde verbindingen")
    follow(page.get_by_role("navigation", name="Hoofdnavigatie"), "Rapportages")
    address = page.get_by_role("link", name="PDF voor Algemeen Bestuur").get_attribute("href")
    data = page.request.get(address).body()
    assert hashlib.sha256(data).hexdigest() == Edition.objects.get().sha256


def test_official_reports_progress(window):
    page = window()
    log_in(page, "ambtenaar.mobiliteit")
    follow(page.get_by_role("region", name="Acties van mijn werkgroep"), "MO-03")
    follow(page, "Voortgang melden")
    expect(page.get_by_label("Volgende stap")).to_have_value(
        "De verkenning start nadat de quick-wins zijn gekozen."
    )

    page.get_by_label("Gedaan").fill("Twee quick-wins zijn gekozen.")
    page.get_by_label("vraagt aandacht").check()
    press(page, "Indienen bij de trekker")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Kijk dit nog even na")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Gedaan")).to_have_value("Twee quick-wins zijn gekozen.")
    expect(page.get_by_label("Knelpunt", exact=True)).to_have_attribute("aria-invalid", "true")
    follow(summary, "Knelpunt: Vul dit in")
    expect(page.get_by_label("Knelpunt", exact=True)).to_be_focused()
    assert stored("MO-03") == [("change", "approved")]

    page.get_by_label("Knelpunt", exact=True).fill("De perrons zijn te kort.")
    page.get_by_label("Oorzaak van het knelpunt").select_option("external")
    press(page, "Opslaan als concept")
    said(page, "Opgeslagen als concept")
    follow(page, "Verder met het concept")
    expect(page.get_by_label("Knelpunt", exact=True)).to_have_value("De perrons zijn te kort.")
    press(page, "Indienen bij de trekker")
    said(page, "Ingediend")
    assert stored("MO-03") == [("change", "approved"), ("change", "submitted")]

    follow(page, "Ingediende melding bekijken")
    press(page, "Terugnemen en aanpassen")
    expect(page.get_by_label("Gedaan")).to_have_value("Twee quick-wins zijn gekozen.")


def test_official_says_nothing_changed_and_takes_it_back(window):
    page = window()
    log_in(page, "ambtenaar.mobiliteit")
    page.goto("/acties/mo-03/")

    press(page, "Nog actueel")
    said(page, "nog actueel")
    assert stored("MO-03")[-1] == ("unchanged", "approved")
    press(page, "Bevestiging terugdraaien")
    said(page, "teruggedraaid")
    assert stored("MO-03")[-1] == ("unchanged", "withdrawn")


def test_official_of_another_group_is_told_why_not_and_whom_to_ask(window):
    page = window()
    log_in(page, "ambtenaar.wonen")
    page.goto("/acties/mo-01/")
    expect(page.get_by_role("link", name="Voortgang melden")).to_have_count(0)

    response = page.goto("/acties/mo-01/voortgang/")

    assert response.status == 403
    expect(page.get_by_role("main")).to_contain_text("Werkgroep Mobiliteit gaat over deze actie.")
    contact = page.get_by_role("region", name="Wie u kunt vragen")
    expect(contact).to_contain_text("Programmaleider mobiliteit (voorbeeld)")
    expect(contact).to_contain_text("Projectleider mobiliteit (voorbeeld)")
    expect(contact.get_by_role("link", name=email_of("coordinator.mobiliteit"))).to_be_visible()
    expect(contact).to_contain_text("+31 40 000 00 02")


def test_coordinator_agrees_and_another_returns_with_a_note(window):
    page = window()
    log_in(page, "coordinator2.mobiliteit")
    follow(page, "1 melding wacht op uw akkoord")
    follow(page.get_by_role("main"), "MO-01")
    expect(page.get_by_role("main")).to_contain_text("De vervoersregio’s hebben elkaars planning ontvangen.")
    expect(page.get_by_role("main")).to_contain_text(
        "De vervoersregio’s hebben hun planning naast elkaar gelegd."
    )
    press(page, "Akkoord")
    said(page, "De melding telt nu mee.")
    expect(page.get_by_role("main")).to_contain_text("Er wacht niets op uw akkoord.")

    writer = window("ambtenaar.mobiliteit")
    writer.goto("/acties/mo-02/voortgang/")
    press(writer, "Indienen bij de trekker")
    said(writer, "Ingediend")

    page.goto("/nakijken/")
    follow(page.get_by_role("main"), "MO-02")
    press(page, "Terug naar opsteller")
    expect(page.get_by_role("alert")).to_contain_text("Schrijf erbij wat er anders moet.")
    page.get_by_label("Toelichting aan de opstellers").fill("Noem de gemeenten erbij.")
    press(page, "Terug naar opsteller")
    said(page, "Teruggegeven aan de opstellers.")

    writer.goto("/")
    follow(writer.get_by_role("region", name="Acties van mijn werkgroep"), "MO-02")
    expect(writer.get_by_role("main")).to_contain_text("Noem de gemeenten erbij.")
    assert stored("MO-01")[-1] == ("change", "approved")
    assert stored("MO-02")[-1] == ("change", "returned")


def test_coordinator_does_not_agree_to_own_text(window):
    page = window("coordinator.mobiliteit")
    page.goto("/acties/mo-03/voortgang/")
    page.get_by_label("Gedaan").fill("Zelf geschreven.")
    press(page, "Indienen bij de trekker")
    follow(page, "Ingediende melding bekijken")
    follow(page, "Bekijken naast de vorige melding")

    expect(page.get_by_role("main")).to_contain_text("U hebt aan deze tekst meegeschreven.")
    expect(page.get_by_role("button", name="Akkoord")).to_have_count(0)


def test_reporter_makes_a_report_from_round_to_release(window):
    visitor = window()
    visitor.goto("/acties/la-01/")
    expect(visitor.get_by_role("main")).to_contain_text("vraagt aandacht")
    page = window()
    log_in(page, "rapportage")

    plan_round(page, "Proefronde")
    _decide_on_lines(page)
    freeze(page)
    expect(page.get_by_role("link", name="Tekst of weglaten")).to_have_count(0)
    _make_and_release_edition(page)

    visitor.reload()
    expect(visitor.get_by_role("main")).to_contain_text("bijsturing nodig")
    follow(visitor, "Proefronde")
    data = visitor.request.get(visitor.get_by_role("link", name="Lees de PDF").get_attribute("href")).body()
    assert data.startswith(b"%PDF-1.7")
    visitor.goto("/acties/mo-02/")
    assert not any(
        text in visitor.content() for text in InternalRemark.objects.values_list("text", flat=True)
    )


def freeze(page: Page) -> None:
    """Step by step, with the date that is proposed to the partners."""
    press(page, "Naar de partners ter controle")
    press(page, "Naar de partners")
    said(page, "De partners controleren tot en met")
    press(page, "Afgestemd")
    said(page, "afgestemd")
    press(page, "Vastleggen")
    said(page, "verandert vanaf nu niet meer")


def plan_round(page: Page, name: str) -> None:
    follow(page, "Rondes en rapportages")
    row = page.get_by_role("listitem").filter(has_text="Ronde sluiten")
    press(row, "Ronde sluiten")
    follow(page, "Nieuwe ronde")
    press(page, "Ronde plannen")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Naam").fill(name)
    page.get_by_role("checkbox", name="Ruimte").check()
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    month_ago = page.evaluate("new Date(Date.now() - 30 * 864e5).toLocaleDateString('sv')")
    page.get_by_label("Opent op").fill(month_ago)
    page.get_by_label("Peildatum").fill(today)
    page.get_by_label("Sluit op").fill(today)
    press(page, "Ronde plannen")
    said(page, "De ronde is gepland.")
    for button, result in (("Ronde openen", "De ronde is open."), ("Rapportage beginnen", "is begonnen")):
        press(page.get_by_role("listitem").filter(has_text=name).last, button)
        said(page, result)


def _decide_on_lines(page: Page) -> None:
    follow(page.get_by_role("row").filter(has_text="WL-01"), "Tekst of weglaten")
    page.get_by_label("Tekst voor deze rapportage").fill("Korter, voor het bestuur.")
    press(page, "Tekst opslaan")
    expect(page.get_by_role("row").filter(has_text="WL-01")).to_contain_text("eigen tekst")
    follow(page.get_by_role("row").filter(has_text="WO-03"), "Tekst of weglaten")
    press(page, "Weglaten uit deze rapportage")
    expect(page.get_by_role("alert")).to_contain_text("Geef een reden voor het weglaten.")
    page.get_by_label("Reden van weglaten").fill("Start pas in 2027.")
    press(page, "Weglaten uit deze rapportage")
    expect(page.get_by_role("row").filter(has_text="WO-03")).to_contain_text("weggelaten: Start pas in 2027.")
    expect(page.locator("[data-goal=total]").first).to_have_text("11")


def _make_and_release_edition(page: Page) -> None:
    press(page, "AB-editie maken")
    said(page, "wordt gemaakt")
    edition = page.get_by_role("region", name="Edities")
    expect(edition).to_contain_text("in de wachtrij")
    page.evaluate("window.notReloaded = true")
    run_tasks()
    expect(edition).to_contain_text("klaar")
    assert page.evaluate("window.notReloaded")
    press(edition, "Vrijgeven")
    said(page, "nu voor iedereen te lezen")


def test_director_reads_the_report_in_the_making(window):
    page = window()
    log_in(page, "directeur")
    follow(page.get_by_role("region", name="Stand nu"), "Rondes en rapportages")
    follow(page.get_by_role("listitem").filter(has_text="concept"), "Ronde")

    expect(page.get_by_role("main")).to_contain_text(
        "5 van de 12 acties zijn in deze ronde gemeld of bevestigd"
    )
    expect(page.get_by_role("row").filter(has_text="LA-01")).to_contain_text("was: vraagt aandacht")
    expect(page.get_by_role("link", name="Tekst of weglaten")).to_have_count(0)
    assert Report.objects.filter(status="draft").count() == 1


def test_administrator_ends_a_seat_and_the_person_is_out(window):
    official = window("ambtenaar.mobiliteit")
    assert official.goto("/acties/mo-03/voortgang/").status == 200
    official.get_by_label("Gedaan").fill("Dit was ik net aan het typen.")
    page = window()
    log_in(page, "beheerder")
    follow(page, "Beheer van leden, accounts en gegevens")
    follow(page.locator("#content"), "Zetels")
    page.get_by_role("row").filter(has_text="Beleidsmedewerker mobiliteit").get_by_role("checkbox").check()
    page.get_by_label(re.compile("Actie")).select_option(
        label="Zetel beëindigen: gisteren was de laatste dag"
    )
    page.locator("button[name=index]").click()
    expect(page.get_by_text("1 zetel beëindigd.")).to_be_visible()

    press(official, "Opslaan als concept")

    heading(official, "Dit mag u niet doen")
    expect(official.get_by_label("Gedaan")).to_have_value("Dit was ik net aan het typen.")
    assert official.goto("/acties/mo-03/voortgang/").status == 403
    official.goto("/")
    expect(official.get_by_role("region", name="Acties van mijn werkgroep")).to_have_count(0)
    assert stored("MO-03") == [("change", "approved")]
