// Package config reads the settings of every program from the environment. It owns the one table of
// names, defaults and explanations, which the README's table and .env.example are held against, and
// reports all faults of a configuration together. It knows nothing of what the settings do.
package config

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// Setting is one environment variable.
type Setting struct {
	Name    string
	Default string
	Help    string   // one sentence
	Secret  bool     // never printed; may also come from the file that NAME_FILE names
	For     []string // programs that read it
}

// Source looks a variable up, as os.LookupEnv does.
type Source func(name string) (string, bool)

// values reads settings for one program and gathers every fault on the way.
type values struct {
	program string
	source  Source
	read    []resolved
	faults  []string
}

type resolved struct {
	setting Setting
	value   string
	from    string // "default", "environment" or "file"
}

// Faults is the error for a configuration that cannot be used: every fault, one line each.
type Faults []string

func (f Faults) Error() string { return strings.Join(f, "\n") }

func (v *values) err() error {
	if len(v.faults) == 0 {
		return nil
	}
	return Faults(v.faults)
}

func (v *values) fault(name, format string, args ...any) {
	f := name + ": " + fmt.Sprintf(format, args...)
	if !slices.Contains(v.faults, f) { // two parts of the all-in-one program share settings
		v.faults = append(v.faults, f)
	}
}

// text returns a setting's value. An empty variable counts as unset.
func (v *values) text(name string) string {
	i := slices.IndexFunc(Settings, func(s Setting) bool { return s.Name == name })
	if i < 0 || !slices.Contains(Settings[i].For, v.program) {
		panic("config: " + name + " is not in the table for " + v.program)
	}
	if j := slices.IndexFunc(v.read, func(r resolved) bool { return r.setting.Name == name }); j >= 0 {
		return v.read[j].value
	}
	r := resolved{setting: Settings[i], value: Settings[i].Default, from: "default"}
	if value, ok := v.source(name); ok && value != "" {
		r.value, r.from = value, "environment"
	} else if file, ok := v.source(name + "_FILE"); ok && file != "" && r.setting.Secret {
		b, err := os.ReadFile(file)
		if err != nil {
			v.fault(name+"_FILE", "the file cannot be read: %v", err)
		}
		r.value, r.from = strings.TrimRight(string(b), "\r\n"), "file"
		if err == nil && r.value == "" {
			v.fault(name+"_FILE", "the file %s is empty", file)
		}
	}
	v.read = append(v.read, r)
	return r.value
}

// InForce is a setting in force, as it may be shown: the value of a secret one is hidden.
type InForce struct {
	Name, Value string
	From        string // "default", "environment" or "file"
}

// inForce returns the settings that were read, secrets hidden, in the order of the table.
func (v *values) inForce() []InForce {
	shown := make([]InForce, len(v.read))
	for i, r := range v.read {
		value := r.value
		if r.setting.Secret && value != "" {
			value = "(set, hidden)"
		}
		shown[i] = InForce{r.setting.Name, hidePassword(value), r.from}
	}
	place := func(s InForce) int {
		return slices.IndexFunc(Settings, func(known Setting) bool { return known.Name == s.Name })
	}
	slices.SortFunc(shown, func(a, b InForce) int { return place(a) - place(b) })
	return shown
}

// String returns the settings in force as NAME=value lines, secrets hidden.
func (v *values) String() string {
	var b strings.Builder
	for _, s := range v.inForce() {
		fmt.Fprintf(&b, "%s=%s", s.Name, s.Value)
		if s.From != "default" {
			fmt.Fprintf(&b, "  # from the %s", s.From)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
