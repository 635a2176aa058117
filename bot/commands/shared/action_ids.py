"""Action ids of buttons that several commands show; the first word names the command that handles them."""

CHANGE_CONTACT = "assign.from_subscription"
REVIEW = "assign.review"
READY = "assign.ready"
CLOSE_JOB = "bulk.close"
OPEN_REQUEST = "relations.open"
RESUME_REQUEST = "request.resume"
REQUEST_AGAIN = "request.again"
