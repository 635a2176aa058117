# Words shared by several commands. Button labels are Partner Center's own (docs/domain.md#words-on-buttons).
button-submit = Submit
button-close = Close
button-cancel = Cancel
button-back = Back
button-review = Review
button-done = Done
loading = Loading…
unknown = unknown
names-more = { $count ->
    [one] one more
   *[other] { $count } more
}
