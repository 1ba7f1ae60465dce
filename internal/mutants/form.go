package main

// forms holds what keeps the form of an appointment true to what was typed into it.
var forms = []mutant{
	{
		"an end that was changed counts", "internal/ui/appointment_end.go",
		`return f.End != "" && f.End != f.Drawn`, `return false`,
		"ui", "TestEndAndLengthSayTheSame",
	},
	{
		"an end that was not changed leaves it to the length", "internal/ui/appointment_end.go",
		` && f.End != f.Drawn`, ``,
		"ui", "TestEndAndLengthSayTheSame",
	},
	{
		"an end that cannot be saves nothing", "internal/ui/appointment_form.go",
		`f.endFault != "" {`, `false {`,
		"ui", "TestAnEndThatCannotBe",
	},
	{
		"an end that cannot be is not taken for the one that was drawn", "internal/ui/appointment_end.go",
		`	case !f.endTyped():`, `	default:`,
		"ui", "TestAnEndThatCannotBe",
	},
	{
		"no night is longer than twelve hours", "internal/ui/appointment_end.go",
		`days > 0 && choices[first].Sub(start) > longestNight`, `days > 1`,
		"ui", "TestEndAndLengthSayTheSame",
	},
	{
		"an end that clocks show twice is asked about", "internal/ui/appointment_end.go",
		`err != nil && (!isTwice || first == 0)`, `err != nil && !isTwice`,
		"ui", "TestEndsOfNightsOnWhichClocksMove",
	},
	{
		"an end that clocks skip is told", "internal/ui/appointment_end.go",
		`err != nil && (!isTwice || first == 0)`, `isTwice && first == 0`,
		"ui", "TestEndsOfNightsOnWhichClocksMove",
	},
	{
		"a free time that is picked is as long as was asked", "internal/ui/appointment_form.go",
		`f.Date, f.Time, f.Offset, f.End = day, at[:end], at[end:], f.Drawn`, `f.Date, f.Time, f.Offset = day, at[:end], at[end:]`,
		"ui", "TestEndAndLengthSayTheSame",
	},
	{
		"a length that is chosen counts, not an end typed before", "web/static/js/form.js",
		`    if (['length', 'other', 'slot'].includes(e.target.name)) field('drawn').value = field('end').value;
`, ``,
		"ui", "TestEndFollowsLengthAndLengthEnd",
	},
	{
		"a draft is offered to nobody else", "internal/ui/draft.go",
		` && k.isOf(v.session)`, ``,
		"ui", "TestADraftIsForItsFormItsUserAndADay",
	},
	{
		"a draft is one of its form", "internal/ui/draft.go",
		` && k.Path == v.r.URL.Path`, ``,
		"ui", "TestADraftIsForItsFormItsUserAndADay",
	},
	{
		"a draft is gone after a day", "internal/ui/draft.go",
		` && v.now().Unix() <= k.Until`, ``,
		"ui", "TestADraftIsForItsFormItsUserAndADay",
	},
	{
		"a draft is sealed as one", "internal/ui/draft.go",
		`v.sealForm(sealDraft, `, `v.sealForm(sealKept, `,
		"ui", "TestADraftIsSealedAndGoneOnWith",
	},
	{
		"a draft that is kept books nothing", "internal/ui/appointment_save.go",
		`if v.r.PostForm.Has("draft") {`, `if v.r.PostForm.Get("draft") == "resume" {`,
		"ui", "TestADraftIsSealedAndGoneOnWith",
	},
	{
		"a draft that was sent already is not booked twice", "internal/ui/draft.go",
		`	f.rememberKey = true`, `	f.rememberKey = false`,
		"ui", "TestADraftIsSealedAndGoneOnWith",
	},
	{
		"a draft that could not come back is not kept", "internal/ui/draft.go",
		`if len(sealed) > mostDraft {`, `if false {`,
		"ui", "TestADraftThatIsTooLargeIsNotKept",
	},
	{
		"a draft does not travel through the sign-in", "internal/ui/kept.go",
		` || v.r.PostForm.Has("draft")`, ``,
		"ui", "TestADraftIsForItsFormItsUserAndADay",
	},
	{
		"the device forgets a draft that is saved", "web/static/js/app.js",
		`if (saved) localStorage`, `if (!saved) localStorage`,
		"ui", "TestDraftsStayOnTheDeviceUntilTheyAreSaved",
	},
	{
		"the device forgets drafts when somebody signs out", "web/static/js/app.js",
		`if (key.startsWith('draft:')) `, `if (!key) `,
		"ui", "TestDraftsAreNobodyElses",
	},
	{
		"the device forgets another's draft", "web/static/js/draft.js",
		`if (answer.status === 204) localStorage.removeItem(key);`, `if (answer.status === 204) stop();`,
		"ui", "TestDraftsAreNobodyElses",
	},
}
