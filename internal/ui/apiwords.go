package ui

import (
	"regexp"
	"strings"
	"sync"
)

// apiSentences are those that the API says in English and that a page may repeat: about what was typed
// in, and why a brief failed. Where the page knows from a code what happened it has its own words.
var apiSentences = []string{
	"A backup is being written at this moment. Look again when it is ready.",
	"A day can have %d stretches of opening hours",
	"A label has 1 to 32 small letters, digits and dashes",
	"A phone number can have %d characters, this one has %d",
	"An address can have %d characters, this one has %d",
	"An e-mail address can have %d characters, this one has %d",
	"A password can have %d bytes, this one has %d",
	"A password cannot hold the character NUL",
	"A summary can span at most a year",
	"A summary waits for %s.",
	"A user name has 3 to 64 characters",
	"A user name holds only letters from a to z, digits and . _ - @",
	"An appointment already exists at this date and time",
	"Appointment not found",
	"At most %d days can be closed at a stretch",
	"Booking and reading go on.",
	"Booking and reading go on; summaries are accepted, and written when it is back.",
	"Client name cannot be empty",
	"Enter a date like 2026-11-25 (YYYY-MM-DD)",
	"Enter one phone number like +49 30 1234567, without words",
	"Enter an e-mail address like name@example.org",
	"Enter a time like 09:30 (HH:MM or HH:MM:SS)",
	"Enter a time like 09:30, or 24:00 for the end of the day",
	"Everything else works.",
	"Give the kind a name",
	"Given up: the job stopped its worker %d times.",
	"Insufficient permissions",
	"It is kept.",
	"Keep the name under %d characters",
	"Keep the reason under %d characters",
	"Look at Redis, and at REDIS_URL.",
	"Look at the directory %s and the disk's room; the log has the reason, and it is tried again at %s.",
	"Look at the disk or the server of the database.",
	"Look at the room on the disk of the database, and at who may write there.",
	"Look whether a worker runs, and what its log says of the model.",
	"Notes can hold %d characters, yours have %d",
	"Nothing can be read or booked.",
	"Only who asked for it, or an administrator, can stop this.",
	"Pick one of the listed kinds",
	"Only a summary that failed for good can be tried again.",
	"Reading goes on.",
	"Reading goes on; writing resumes when there is room.",
	"Restart the backend.",
	"Restore a backup.",
	"Signing in goes on too.",
	"Summaries are accepted and kept, and are not handed out or not collected: the dispatcher is stuck.",
	"Summaries are accepted and kept, and nobody hands them out: the dispatcher does not run.",
	"That password is among the first that are guessed",
	"The address holds characters that cannot be shown",
	"The attempt took longer than %s s",
	"The body did not arrive in time, so nothing was done. Send it again.",
	"The call to the model was interrupted",
	"The connection to the model broke off",
	"The current password is wrong",
	"The database cannot be reached, so nothing was saved.",
	"The database cannot be written to, so nothing was saved.",
	"The database file is damaged.",
	"The database is busy, so nothing was saved.",
	"The date %s does not exist",
	"The disk is full, so nothing was saved.",
	"The job failed for a reason that only the worker's log tells",
	"The last backup failed, and the last good one is of %s.",
	"The last backup failed, and there is none yet.",
	"The last day must not come before the first",
	"The length must lie between %d and %d minutes",
	"The model could not be reached in time",
	"The model could not be reached",
	"The model does not exist at this address",
	"The model failed (status %d)",
	"The model gave an empty answer",
	"The model gave up waiting",
	"The model is asked too often",
	"The model is overloaded",
	"The model refused the key",
	"The model refused the request (status %d)",
	"The model took longer than %s s",
	"The model's account has no credit",
	"The model's address redirects to another one",
	"The model's answer could not be read",
	"The model's quota is used up",
	"The name holds characters that cannot be shown",
	"The notes on the two together have %d characters and can have %d, so nothing was changed. Shorten them first.",
	"The notes hold characters that cannot be shown",
	"The password must not be the user name",
	"The practice must close after it opens",
	"The reason holds characters that cannot be shown",
	"The request has invalid fields.",
	"The stretches of a day must not overlap",
	"The summary has ended already.",
	"The text holds a zero byte or half a character, which cannot be stored. Take it out and send the text again.",
	"The text holds characters that cannot be searched for",
	"The time %s does not exist",
	"The worker failed in the middle of the job",
	"The worker stopped answering.",
	"The year must lie between %d and %d",
	"The kind %s is not listed, so it is left out.",
	"There are as many kinds as there can be. Delete one that is not needed any more.",
	"There is a kind of that name already.",
	"There are as many closed days as there can be. Delete some that are over.",
	"There is a user of that name already.",
	"There is more to summarise than the model takes",
	"This is the last administrator who can sign in, so nothing was changed. Make somebody else an administrator first.",
	"This model cannot write text",
	"Try again in a moment.",
	"Use at least %d characters",
	"The file is empty, so nothing was read.",
	"This is neither a CSV nor an iCalendar file, so nothing was read. From a spreadsheet, save as CSV first.",
	"The file holds no appointments, so nothing was read.",
	"The file holds more than %d appointments, so nothing was read. Split it.",
	"The first line cannot be read as CSV, so nothing was read.",
	"The first line must name the columns, at least client_name, date and time, so nothing was read. It says: %s",
	"The file cannot be read from line %d on, so nothing was read.",
	"The file breaks the rules of iCalendar, so nothing was read. Export it once more, or as CSV.",
	"The file is cut off: it does not end as an iCalendar file does, so nothing was read.",
	"The event has no start.",
	"The event lasts all day. An appointment has a time.",
	"The event names the time zone %s, which is not known here.",
	"The event's start or end is no time: %s",
	"The event repeats. Only the first is imported.",
	"There is no such import. One that was only looked at is kept for a day: upload the file again.",
	"User already exists",
}

// apiPatterns find the sentences that hold something, by their first word.
var apiPatterns = sync.OnceValue(func() map[string][]apiPattern {
	patterns := map[string][]apiPattern{}
	for _, s := range apiSentences {
		if !strings.Contains(s, "%") {
			continue
		}
		form := strings.NewReplacer("%d", `(\d+)`, "%s", `(.+)`).Replace(regexp.QuoteMeta(strings.TrimSuffix(s, ".")))
		first, _, _ := strings.Cut(s, " ")
		patterns[first] = append(patterns[first], apiPattern{s, regexp.MustCompile("^" + form + "$")})
	}
	return patterns
})

type apiPattern struct {
	text string
	form *regexp.Regexp
}

// said repeats what the API says in the visitor's language, sentence by sentence as far as they are known
// ones, with a full stop.
func (l *language) said(message string) string {
	if text, ok := l.known(message); ok {
		return sentence(text)
	}
	sentences := strings.SplitAfter(message, ". ")
	for i, s := range sentences {
		if text, ok := l.known(strings.TrimSpace(s)); ok {
			sentences[i] = sentence(text)
		}
		sentences[i] = strings.TrimSpace(sentences[i])
	}
	return sentence(strings.Join(sentences, " "))
}

// known finds a sentence with or without its full stop.
func (l *language) known(s string) (text string, ok bool) {
	bare := strings.TrimSuffix(s, ".")
	for _, key := range []string{s, bare, bare + "."} {
		if p, ok := l.phrases[key]; ok {
			return p.other, true
		}
	}
	first, _, _ := strings.Cut(bare, " ")
	for _, p := range apiPatterns()[first] {
		found := p.form.FindStringSubmatch(bare)
		if found == nil {
			continue
		}
		args := make([]any, len(found)-1)
		for i, text := range found[1:] {
			args[i] = verbatim(text)
		}
		return l.t(p.text, args...), true
	}
	return "", false
}
