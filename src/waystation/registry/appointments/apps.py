from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.contributions import App, Link, PersonLink


class AppointmentsConfig(App):
    name = "waystation.registry.appointments"
    label = "appointments"
    verbose_name = "Appointments"
    guide = {"": "counsellor#who-is-expected-and-whom-you-call-back"}
    navigation = (
        Link(
            "front_line", "appointments:bookings", "cal", _("Appointments"), "appointment.read", 14
        ),
    )
    person_links = (
        PersonLink("appointments:book", _("Book an appointment"), "appointment.record", order=40),
    )
    facts = {"appointments.bookings": "waystation.registry.appointments.facts.BOOKINGS"}
    record_pages = {"appointments.Booking": "appointments:booking"}
    messages = ("waystation.registry.appointments.letters.MESSAGES",)
    daily = ("waystation.registry.appointments.tasks.remind",)
    person_timeline = "waystation.registry.appointments.queries.timeline_of"
    person_move = "waystation.registry.appointments.actions.move_person"
    person_erase = "waystation.registry.appointments.actions.erase_person"
    person_export = "waystation.registry.appointments.queries.export_of"
