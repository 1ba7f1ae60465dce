package ui

import "strings"

// agentMark is a word by which something is known, and what people call it.
type agentMark struct{ mark, name string }

// browsers are in an order in which each comes before those whose mark it bears too: nearly all say that
// they are Chrome, and all of those that they are Safari.
var browsers = []agentMark{
	{"FxiOS/", "Firefox"},
	{"Firefox/", "Firefox"},
	{"EdgiOS/", "Edge"},
	{"EdgA/", "Edge"},
	{"Edg/", "Edge"},
	{"OPR/", "Opera"},
	{"OPT/", "Opera"},
	{"Vivaldi/", "Vivaldi"},
	{"SamsungBrowser/", "Samsung Internet"},
	{"DuckDuckGo/", "DuckDuckGo"},
	{"Ddg/", "DuckDuckGo"},
	{"YaBrowser/", "Yandex"},
	{"CriOS/", "Chrome"},
	{"Chrome/", "Chrome"},
	{"Safari/", "Safari"},
}

// systems are in an order like that of the browsers.
var systems = []agentMark{
	{"iPhone", "iPhone"},
	{"iPad", "iPad"},
	{"Android", "Android"},
	{"CrOS", "ChromeOS"},
	{"Windows", "Windows"},
	{"Macintosh", "Mac"},
	{"Linux", "Linux"},
}

// programs begin with their marks. They run where they run, and do not tell.
var programs = []agentMark{
	{"curl/", "curl"},
	{"Wget/", "Wget"},
	{"HTTPie/", "HTTPie"},
	{"PostmanRuntime/", "Postman"},
	{"python-requests/", "Python"},
	{"Python-urllib/", "Python"},
}

// agentWords tells in plain words what calls itself agent: "Firefox on Windows", "curl", else "A program".
func (l *language) agentWords(agent string) string {
	if !strings.HasPrefix(agent, "Mozilla/") { // as all browsers begin
		for _, p := range programs {
			if strings.HasPrefix(agent, p.mark) {
				return p.name
			}
		}
		return l.t("A program")
	}
	browser, system := named(browsers, agent), named(systems, agent)
	switch {
	case browser == "":
		return l.t("A program")
	case system == "":
		return browser
	}
	return l.t("%s on %s", browser, system)
}

func named(known []agentMark, agent string) string {
	for _, k := range known {
		if strings.Contains(agent, k.mark) {
			return k.name
		}
	}
	return ""
}
