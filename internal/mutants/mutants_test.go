package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryGuardStandsWhereTheTableSays(t *testing.T) {
	t.Parallel()
	tree := os.DirFS("../..")
	seen := map[string]bool{}
	for _, m := range allMutants() {
		require.False(t, seen[m.guard], "%s is there twice", m.guard)
		seen[m.guard] = true
		before, after, err := m.place(tree)
		assert.NoError(t, err, m.guard)
		assert.True(t, err != nil || before != after, m.guard)
	}
}
