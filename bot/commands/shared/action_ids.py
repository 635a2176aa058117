"""Action ids of buttons that several commands show; each is handled by the command that its first word names."""

CHANGE_CONTACT = "assign.from_subscription"
REVIEW = "assign.review"
READY = "assign.ready"
CLOSE_JOB = "bulk.close"
OPEN_REQUEST = "relations.open"
RESUME_REQUEST = "request.resume"
REQUEST_AGAIN = "request.again"
