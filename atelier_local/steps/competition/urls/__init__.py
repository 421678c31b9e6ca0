from . import buyer, evaluation, side

app_name = "competition"
urlpatterns = [*buyer.urlpatterns, *evaluation.urlpatterns, *side.urlpatterns]
