"""How every form is drawn: DSFR fields, label above, help between label and field.

Nothing to inherit from: `{{ form }}`, `{{ form.name.as_field_group }}` and `{% fields form %}`
draw any Django form through the renderer that settings name.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.forms import BoundField, DecimalField, TextInput, widgets
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .templatetags.ui import fr
from .typography import number

_BARE = (widgets.CheckboxInput, widgets.RadioSelect, widgets.CheckboxSelectMultiple)


def _css(widget: widgets.Widget) -> str:
    """The DSFR class of a control; none where the control is drawn by its own template."""
    if isinstance(widget, _BARE):
        return ""
    if isinstance(widget, widgets.Select):
        return "fr-select"
    if isinstance(widget, widgets.FileInput):
        return "fr-upload"
    return "fr-input"


class DsfrField(BoundField):
    """A field that knows the class of its control and how long an answer is expected."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        given = str(attrs.get("class") or widget.attrs.get("class", ""))
        css = " ".join(filter(None, (given, _css(widget), self._length(widget))))
        if css:
            attrs["class"] = css
        return attrs

    def _length(self, widget: Any) -> str:
        short = (widgets.DateTimeInput, widgets.DateInput, widgets.TimeInput, widgets.NumberInput)
        return "court" if isinstance(widget, short) else ""

    @property
    def group(self) -> str:
        """The DSFR group the control belongs to."""
        match self.widget_type:
            case "select" | "selectmultiple" | "nullbooleanselect" | "lazyselect":
                return "fr-select-group"
            case "file" | "clearablefile":
                return "fr-upload-group"
            case "checkbox":
                return "fr-checkbox-group"
            case _:
                return "fr-input-group"

    @property
    def example(self) -> str:
        """What a date looks like: browsers' own calendars follow their language, not ours."""
        match self.widget_type:
            case "date":
                return "Jour, mois, année : 14/09/2026"
            case "datetime":
                return "Jour et heure : 14/09/2026 10:30"
            case _:
                return ""

    def as_field_group(self) -> SafeString:
        """Label, help, control, errors."""
        if self.use_fieldset:
            draw = _FIELDSET
        elif self.widget_type == "checkbox":
            draw = _CHECKBOX
        else:
            draw = _FIELD
        css = "fr-fieldset" if self.use_fieldset else self.group
        optional = not self.field.required and draw is not _CHECKBOX
        described = self.aria_describedby if self.use_fieldset else ""
        return format_html(
            draw,
            css=f"{css} {css}--error faux" if self.errors else css,
            id=self.auto_id if self.use_fieldset else self.id_for_label,
            described=format_html(_DESCRIBED, described) if described else "",
            label=fr(self.label),
            optional=_OPTIONAL if optional else "",
            help=self._help(),
            control=self.as_widget(),
            errors=self.faults,
        )

    def _help(self) -> SafeString | str:
        if self.help_text:
            return format_html(_HELP, format_html(_HELP_ID, self.auto_id), fr(self.help_text))
        return format_html(_HELP, "", fr(self.example)) if self.example else ""

    @property
    def faults(self) -> SafeString | str:
        """What is wrong with the answer, said under its control."""
        if not self.errors:
            return ""
        said = format_html_join("", _ERROR, ((fr(error),) for error in self.errors))
        return format_html(_ERRORS, self.auto_id, said)


# Written here rather than by a template, as controls are below: a form may have sixty fields.
_FIELD = (
    '<div class="champ {css}"><label class="fr-label" for="{id}">{label}{optional} {help}</label>'
    "{control}{errors}</div>\n"
)
_CHECKBOX = (
    '<div class="champ {css}">{control}<label class="fr-label" for="{id}">{label} {help}</label>'
    "{errors}</div>\n"
)
_FIELDSET = (
    '<fieldset class="champ {css}" id="{id}" tabindex="-1"{described}>\n'
    '<legend class="fr-fieldset__legend">{label}{optional} {help}</legend>\n'
    "{control}{errors}</fieldset>\n"
)
_DESCRIBED = ' aria-describedby="{}"'
_OPTIONAL = format_html(' <span class="facultatif">({})</span>', "facultatif")
_HELP = '<span class="fr-hint-text aide"{}>{}</span>'
_HELP_ID = ' id="{}_helptext"'
_ERRORS = '<div id="{}_error" class="fr-messages-group">{}</div>'
_ERROR = '<p class="fr-message fr-message--error msg">{}</p>'


class EurosField(DecimalField):
    """An amount as people write it: `12 400,50 €`. What was typed is shown again as typed."""

    widget = TextInput(attrs={"inputmode": "decimal", "class": "court"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"max_digits": 12, "decimal_places": 2, "min_value": 0} | options))

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = re.sub(r"[\s€]", "", value).replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal | int | float):
            return number(value, None if value == int(value) else 2)
        return value


_INPUTS = {
    f"django/forms/widgets/{name}.html"
    for name in ("text", "number", "email", "password", "hidden", "url", "date", "datetime", "time")
}
_SELECT = "django/forms/widgets/select.html"
_TEXTAREA = "django/forms/widgets/textarea.html"
_SEVERAL = {"django/forms/widgets/radio.html", "django/forms/widgets/checkbox_select.html"}


def _attributes(given: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """(places, values) for format_html, which costs as much for one place as for twenty."""
    said = {name: "" if value is True else value for name, value in given.items()}
    said = {name: value for name, value in said.items() if value is not False}
    return ' {}="{}"' * len(said), [part for pair in said.items() for part in pair]


def _input(widget: Mapping[str, Any]) -> SafeString:
    given = {} if widget["value"] is None else {"value": widget["value"]}
    named = {"type": widget["type"], "name": widget["name"], **given}
    places, values = _attributes(named | widget["attrs"])
    return format_html(f"<input{places}>", *values)


def _textarea(widget: Mapping[str, Any]) -> SafeString:
    places, values = _attributes({"name": widget["name"], **widget["attrs"]})
    return format_html(f"<textarea{places}>\n{{}}</textarea>", *values, widget["value"] or "")


def _select(widget: Mapping[str, Any]) -> SafeString:
    named, values = _attributes({"name": widget["name"], **widget["attrs"]})
    places = ""
    for group, options, _ in widget["optgroups"]:
        inside, said = _options(options)
        places += f'<optgroup label="{{}}">{inside}</optgroup>' if group else inside
        values += [group, *said] if group else said
    return format_html(f"<select{named}>{places}</select>", *values)


def _options(options: Iterable[Mapping[str, Any]]) -> tuple[str, list[Any]]:
    places, values = "", []
    for one in options:
        inside, said = _attributes({"value": one["value"], **one["attrs"]})
        places += f"<option{inside}>{{}}</option>"
        values += [*said, one["label"]]
    return places, values


_CHOICE = (
    '<div class="fr-fieldset__element"><div class="fr-{}-group">{}'
    '<label class="fr-label" for="{}">{}</label></div></div>'
)


def _several(widget: Mapping[str, Any]) -> SafeString:
    """Buttons or boxes, each under its label, by group."""
    drawn = []
    for group, options, _ in widget["optgroups"]:
        drawn += [format_html('<p class="groupe-choix">{}</p>', group)] if group else []
        drawn += [
            format_html(
                _CHOICE, one["type"], _input(one), one["attrs"].get("id", ""), fr(one["label"])
            )
            for one in options
        ]
    return format_html_join("", "{}", ((one,) for one in drawn))


class Renderer(TemplatesSetting):
    """Named by FORM_RENDERER. Inputs and lists are written here rather than by a template each: in
    a form of many rows, most of the time went there.
    """

    form_template_name = "ui/form.html"
    bound_field_class = DsfrField

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        if template_name in _INPUTS:
            return _input(context["widget"])
        if template_name == _SELECT:
            return _select(context["widget"])
        if template_name in _SEVERAL:
            return _several(context["widget"])
        if template_name == _TEXTAREA:
            return _textarea(context["widget"])
        return super().render(template_name, context, request)
