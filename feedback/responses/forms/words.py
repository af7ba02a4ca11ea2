"""What the scripts of the questionnaire say, in the language of their page."""

from collections.abc import Callable

from feedback import N_

WORDS = {
    "go": N_("Go on"),
    "back": N_("Back"),
    "left": N_("You left this question out."),
    "agree": N_("Please choose one of these answers."),
    "stopped": N_("Do you want to go on where you stopped?"),
    "begun": N_("Somebody began to answer on this phone and has not finished."),
    "mine": N_("Yes, go on"),
    "fresh": N_("No, start with an empty page"),
    "none": N_("Nothing was kept"),
    "fine": N_("That is fine. We have kept nothing of what you may have chosen on the page."),
    "code": N_("Your code"),
    "write": N_("Write this down or take a photo. With it you can find your answer again."),
    "saved": N_("Saved on this phone. Not sent yet."),
    "later": N_("Your answers are safe on this phone. We send them as soon as there is a network."),
    "sent": N_("Sent. Your answers are with us, once."),
    "aside": N_("Sent, but not counted as it is:"),
    "unsaved": N_("NOT saved"),
    "unsealed": N_(
        "NOT saved: this browser could not seal the answers. They stay on this phone. Press once more, or open this "
        "page again and go on where you stopped."
    ),
    "hold": N_(
        "This phone has no room for your answers. Do not close this page: send them now, or save them to a file."
    ),
    "portal": N_(
        "Not sent yet: the network wants you to sign in or to pay first. Open any other page to see what it asks."
    ),
    "now": N_("Send now"),
    "file": N_("Save to a file"),
    "another": N_("Another person answers now"),
    "draftless": N_("This phone cannot keep your answers while you write. Please answer in one go."),
    "tabs": N_(
        "This page is open twice, in two versions. Close the other one, then load this one again. Until then it "
        "cannot keep your answers while you write."
    ),
    "http": N_("This page works only with network, because its address does not begin with https."),
}
"""By the name under which a script asks for them."""


def words(say: Callable[[str], str], *, sealed: bool) -> dict[str, str]:
    """The words for the questionnaire of a round; those of sealing only where it seals."""
    return {name: say(text) for name, text in WORDS.items() if sealed or name != "unsealed"}
