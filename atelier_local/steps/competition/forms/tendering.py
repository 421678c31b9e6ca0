"""What a consortium asks."""

from django import forms


class QuestionForm(forms.Form):
    text = forms.CharField(
        label="Votre question",
        help_text="Lue par tous les groupements, avec la réponse, sans dire qui l’a posée.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
