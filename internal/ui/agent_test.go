package ui

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAgentsAreCalledWhatPeopleCallThem(t *testing.T) {
	t.Parallel()
	const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
	const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0":                                                                   "Firefox on Windows",
		"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0":                                                                             "Firefox on Linux",
		"Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0":                                                                               "Firefox on Android",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 14.7; rv:132.0) Gecko/20100101 Firefox/132.0":                                                                "Firefox on Mac",
		iphone + "FxiOS/132.0 Mobile/15E148 Safari/605.1.15":                                                                                                 "Firefox on iPhone",
		iphone + "CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1":                                                                                            "Chrome on iPhone",
		iphone + "EdgiOS/131.0.2903.48 Version/17.0 Mobile/15E148 Safari/604.1":                                                                              "Edge on iPhone",
		iphone + "Version/18.1 Mobile/15E148 Safari/604.1":                                                                                                   "Safari on iPhone",
		iphone + "Version/18.1 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15":                                                                                   "DuckDuckGo on iPhone",
		"Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7 Mobile/15E148 Safari/604.1":                     "Safari on iPad",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15":                              "Safari on Mac",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36":                              "Chrome on Mac",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36":                                    "Chrome on Android",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36 EdgA/131.0.0.0":                     "Edge on Android",
		"Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36": "Samsung Internet on Android",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36":                                     "Chrome on ChromeOS",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15":                                              "Safari on Linux",
		windows:                            "Chrome on Windows",
		windows + " Edg/131.0.0.0":         "Edge on Windows",
		windows + " OPR/115.0.0.0":         "Opera on Windows",
		windows + " Vivaldi/7.0.3495.15":   "Vivaldi on Windows",
		"Mozilla/5.0 Firefox/132.0":        "Firefox",
		"Mozilla/5.0 (compatible; Bot/1)":  "A program",
		"Mozilla/5.0 (Windows NT 10.0)":    "A program",
		"curl/8.5.0":                       "curl",
		"Wget/1.21.4":                      "Wget",
		"HTTPie/3.2.2":                     "HTTPie",
		"PostmanRuntime/7.42.0":            "Postman",
		"python-requests/2.32.3":           "Python",
		"Python-urllib/3.12":               "Python",
		"Go-http-client/1.1":               "A program",
		"My own curl/8 (Firefox/1; Linux)": "A program",
		"":                                 "A program",
	} {
		require.Equal(t, want, english.agentWords(agent), agent)
	}
}
