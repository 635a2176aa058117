# The weekly picture of the desk. Titles of charts at most 50 characters, labels in charts at most 20.
report-title = The team's week
report-at = As of { $at }.
report-since = Changes are since { $since }.
report-no-earlier = There are no numbers of an earlier week to compare with.
report-requests = Requests without an answer
report-established = Requests accepted in 7 days
report-ends = Privileges (GDAP) that end, without auto-extend
report-supporters = Who supports our customers' subscriptions
report-total = All together
report-age-0 = Less than 3 days
report-age-1 = 3 to 7 days
report-age-2 = 7 to 14 days
report-age-3 = 14 days and more
report-accepted = Accepted
report-median = Days from sent to accepted, median
report-end-0 = Within 7 days
report-end-1 = In 8 to 30 days
report-others = { $count ->
    [one] One more reseller
   *[other] { $count } more resellers
}
report-ours = Us, as somebody chose
report-unset = Us by default, nobody chose
report-line = • { $label }: { $value }
report-line-change = • { $label }: { $value } ({ $change })
report-headline = *{ $label }:* { $value }
report-headline-change = *{ $label }:* { $value } ({ $change })
report-number = { $value }
report-up = +{ $by }
report-down = −{ $by }
report-same = ±0
report-unknown = –
report-chart-requests = Requests without an answer, by age
report-chart-supporters = Who supports the subscriptions
report-chart-age = Age
report-chart-count = Requests
report-chart-now = Now
report-chart-before = Before
report-chart-others = Other resellers
report-chart-ours = Us, chosen
report-chart-unset = Us, by default
report-table = All numbers of the week
report-table-about = About
report-table-what = Number of
report-table-now = Now
report-table-change = Change
