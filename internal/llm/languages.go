package llm

import "strings"

// languageNames are the languages that a model is told to write in, by their tags.
var languageNames = map[string]string{
	"ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
	"en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew",
	"hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
	"ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian", "nl": "Dutch", "no": "Norwegian",
	"pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
	"sr": "Serbian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}

// written returns the language that a model writes for a request's tag, and its name: English where
// none is asked for, or one whose name we do not know. Regions make no difference to us.
func written(tag string) (language, name string) {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if name, ok := languageNames[base]; ok {
		return base, name
	}
	return "en", languageNames["en"]
}

// speak returns the tongue for a request's tag: English where we have no words of our own.
func speak(tag string, s scene) tongue {
	if language, _ := written(tag); language == (german{}).tag() {
		return german{s}
	}
	return english{s}
}
