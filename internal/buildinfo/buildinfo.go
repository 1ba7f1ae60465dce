// Package buildinfo says which build of the program this is.
package buildinfo

import "runtime/debug"

// Version is the release, set by the linker (-X appointment-manager/internal/buildinfo.Version=...).
// Without that it is what the Go toolchain recorded of the source's state.
var Version = ""

// Get returns the version, never empty.
func Get() string {
	if Version != "" {
		return Version
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				return "dev-" + s.Value[:12]
			}
		}
	}
	return "dev"
}
