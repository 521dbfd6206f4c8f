"""The form of a question that is built in the browser, with the comparisons of its rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import in_words, offer
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.shared.errors import Refusal

from .rules.building.conditions import (
    COMPARISONS,
    JOINS,
    MOST_COMPARISONS,
    OF_THE_ANSWER,
    TODAY,
    WITHOUT_VALUE,
    Asked,
    Condition,
    Rule,
    expression_of_rule,
    rule_in,
)

MOST_OFFERED = 200
LEAST_ROWS = 4
EXPRESSIONS = {"relevant", "constraint", "calculation", "name"}
UNITS = {
    "text": _("How many characters the answer has."),
    "select_multiple": _("How many choices are chosen."),
}


class Askable(NamedTuple):
    """A question whose answer a rule can ask for: its name, label, kind and choices."""

    name: str
    label: str
    kind: str
    choices: Mapping[str, str]


class RuleFields:
    """The comparisons of one rule of a question as fields of its form.

    A rule that they cannot express is an expression in a field of its own.
    """

    def __init__(self, form: QuestionForm, field: str, prefix: str, title: Any) -> None:
        self.form, self.field, self.prefix, self.title = form, field, prefix, title
        self.asked = form.asked_by(field)
        self.text = form.initial.get(field) or ""
        self.rule = rule_in(self.text, self.asked) if self.text else None
        if self.rule is not None:
            form.initial[field] = ""
        used = len(self.rule.conditions) if self.rule else 0
        self.rows = min(MOST_COMPARISONS, max(LEAST_ROWS, used + 1)) if self.asked else 0
        for number in range(self.rows):
            self._add_row(number)
        if self.rows:
            first = self.rule.joined if self.rule else "all"
            self._add("join", gettext("Which must be true"), 0, JOINS, first)

    @property
    def of_the_answer(self) -> bool:
        return self.prefix == "must"

    def _name(self, part: str, number: int = 0) -> str:
        return f"{self.prefix}_{part}" + (f"_{number}" if number else "")

    def _add(
        self, part: str, label: str, number: int, choices: Iterable[tuple[str, Any]], first: str
    ) -> None:
        field = forms.ChoiceField(label=label, required=False, initial=first)
        self.form.fields[self._name(part, number)] = field
        found = [(key, gettext(word) if key else word) for key, word in choices]
        offer(self.form, self._name(part, number), found)

    def _add_row(self, number: int) -> None:
        conditions = self.rule.conditions if self.rule else ()
        one = conditions[number] if number < len(conditions) else Condition("", "")
        comparisons: list[tuple[str, Any]] = list(COMPARISONS)
        if self.of_the_answer:
            comparisons = [("", "–"), *(two for two in COMPARISONS if two[0] not in WITHOUT_VALUE)]
        else:
            names = [(two.name, two.label or two.name) for two in self.form.earlier]
            self._add("question", gettext("Question"), number, (), one.question)
            blank = "–" if number else gettext("Always")
            offer(self.form, self._name("question", number), [("", blank), *names])
        self._add("is", gettext("Comparison"), number, comparisons, one.comparison)
        value = forms.CharField(
            label=gettext("Value"),
            required=False,
            max_length=200,
            initial=gettext("today") if one.value == TODAY else one.value,
        )
        value.widget.attrs["dir"] = "auto"
        if not self.of_the_answer:
            value.widget.attrs["list"] = "values"
        self.form.fields[self._name("value", number)] = value

    @property
    def hint(self) -> Any:
        if self.of_the_answer:
            return UNITS.get(self.form.kind, _("A number, or a day as 2026-01-31 or “today”."))
        return _("A number, a day as 2026-01-31 or “today”, or one of the choices.")

    @property
    def row(self) -> dict[str, Any] | None:
        """Return the first row, in which each row has the next."""
        found: dict[str, Any] | None = None
        for number in reversed(range(self.rows)):
            parts = ("is", "value") if self.of_the_answer else ("question", "is", "value")
            bound = [self.form[self._name(part, number)] for part in parts]
            is_used = any(one.errors for one in bound) or bool(bound[0].value())
            found = {"fields": bound, "next": found, "is_open": is_used}
            found["has_next_open"] = bool(found["next"] and found["next"]["is_open"])
            found["join"] = self.form[self._name("join")] if number == 1 else None
        return found

    @property
    def expression(self) -> forms.BoundField:
        return self.form[self.field]

    @property
    def more(self) -> list[forms.BoundField]:
        """Return the fields below the comparisons: what to say if an answer is not allowed."""
        names = [one for one in self.form.fields if one.startswith("constraint_message_")]
        return [self.form[one] for one in names] if self.of_the_answer else []

    @property
    def is_open(self) -> bool:
        row = self.row
        others = [self.expression, *self.more]
        return bool(row and row["is_open"]) or any(one.errors or one.value() for one in others)

    def clean(self, found: dict[str, Any]) -> None:
        """Write the comparisons as the rule's expression."""
        conditions = []
        for number in range(self.rows):
            question, comparison, value = (
                (found.get(self._name(part, number)) or "").strip()
                for part in ("question", "is", "value")
            )
            if self.of_the_answer:
                question = next(iter(self.asked)) if comparison else ""
            if value and not question:
                place = self._name("is" if self.of_the_answer else "question", number)
                self.form.add_error(place, gettext("Choose what the value is compared with."))
                return
            if not question:
                continue
            if value.casefold() in {"today", gettext("today").casefold()}:
                value = TODAY if self.asked[question].kind == "date" else value
            conditions.append(Condition(question, comparison or "is", value))
            try:
                expression_of_rule(Rule("all", tuple(conditions[-1:])), self.asked)
            except Refusal as refusal:
                self.form.add_error(self._name("value", number), in_words(refusal))
                return
        if not conditions:
            return
        if found.get(self.field):
            self.form.add_error(
                self.field, gettext("Choose comparisons or write an expression, not both.")
            )
            return
        rule = Rule(found.get(self._name("join")) or "all", tuple(conditions))
        old = self.rule
        if (
            old
            and conditions == list(old.conditions)
            and rule.joined in ({"all", "any"} if len(conditions) == 1 else {old.joined})
        ):
            found[self.field] = self.text  # as it was written, with its own spaces
        else:
            found[self.field] = expression_of_rule(rule, self.asked)


class QuestionForm(FieldsForm):
    """A question of a form that is built in the browser.

    “Ask only if” and “The answer must be” are comparisons, or the expression itself.
    """

    def __init__(
        self,
        earlier: list[Askable],
        *args: Any,
        kind: str,
        with_choices: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.earlier, self.kind = earlier, kind
        if with_choices:
            self.fields["choices"] = forms.CharField(
                label=_("Choices of a new list"), required=False, strip=False,
                widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
                help_text=_(
                    "One on each line: a label, or a code and a label in each language, as in "
                    "yes | Yes. Lines can be pasted from a spreadsheet."
                ),
            )  # fmt: skip
            names = self.table["list_name"].choices
            offer(self, "list_name", [("", _("A new list")), *names])
        labels = [label or code for one in earlier for code, label in one.choices.items()]
        self.values_offered = list(dict.fromkeys(labels))[:MOST_OFFERED]
        for name, field in self.fields.items():
            self._dress(name, field)
        order = [one for one in self.fields if one != "choices"]
        place = order.index("list_name") + 1 if "list_name" in order else 0
        order[place:place] = ["choices"]
        self.order_fields(order)
        own = set(self.fields)
        about = (("relevant", "when", _("Ask only if")),
                 ("constraint", "must", _("The answer must be")))  # fmt: skip
        self.rules = [RuleFields(self, *one) for one in about if one[0] in self.fields]
        self.asked = set(self.fields) - own

    def asked_by(self, rule: str) -> dict[str, Asked]:
        """Return what the comparisons of a rule may ask for."""
        if rule == "relevant":
            return {one.name: Asked(one.kind, one.choices) for one in self.earlier}
        subject = OF_THE_ANSWER.get(self.kind)
        return {subject[0]: Asked(subject[1])} if subject else {}

    def _dress(self, name: str, field: forms.Field) -> None:
        if name in EXPRESSIONS:
            field.widget.attrs |= {"dir": "ltr", "spellcheck": "false"}
        elif isinstance(field, forms.CharField):
            if "\n" in str(self.initial.get(name) or ""):
                field.widget = forms.Textarea(attrs={"rows": 4})
            field.widget.attrs["dir"] = "auto"

    def _of_rules(self, name: str) -> bool:
        return name in {*self.asked, "relevant", "constraint"} or name.startswith(
            "constraint_message_"
        )

    def common_fields(self) -> list[forms.BoundField]:
        return [one for one in super().common_fields() if not self._of_rules(one.name)]

    def rare_fields(self) -> list[forms.BoundField]:
        return [one for one in super().rare_fields() if not self._of_rules(one.name)]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for one in self.rules:
            one.clean(found)
        return found
