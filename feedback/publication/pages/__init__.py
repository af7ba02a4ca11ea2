"""What everyone can read of the results, and where staff build, check and publish them."""

from flask import Blueprint

from feedback.publication.pages import public, staff
from feedback.publication.pages.public import Part, parts
from feedback.publication.pages.view import View, view_of

__all__ = ["Part", "View", "blueprint", "parts", "view_of"]

blueprint = Blueprint("publication", __name__)
blueprint.add_url_rule("/results/", "index", public.index)
blueprint.add_url_rule("/results/<round>/", "latest", public.latest)
blueprint.add_url_rule("/results/<round>/<int:number>/", "release", public.release)
blueprint.add_url_rule("/results/<round>/<int:number>/table", "table", public.table)
blueprint.add_url_rule("/results/<round>/<int:number>/method", "method", public.method)
blueprint.add_url_rule("/results/<round>/<int:number>/held", "held", public.held)
blueprint.add_url_rule("/results/<round>/<int:number>/in/<place>", "place", public.place)
blueprint.add_url_rule("/results/<round>/<int:number>.csv", "csv", public.csv)
blueprint.add_url_rule("/results/<round>/<int:number>-codebook.csv", "codebook", public.codebook)
blueprint.add_url_rule("/staff/releases/", "releases", staff.releases)
blueprint.add_url_rule("/staff/releases/<round>/build", "build", staff.build, methods=["POST"])
blueprint.add_url_rule("/staff/releases/<int:id>/", "draft", staff.draft)
blueprint.add_url_rule("/staff/releases/<int:id>/approve", "approve", staff.approve_release, methods=["POST"])
blueprint.add_url_rule("/staff/releases/<int:id>/publish", "publish", staff.publish_release, methods=["POST"])
blueprint.add_url_rule("/staff/releases/<int:id>/discard", "discard", staff.discard_release, methods=["POST"])
