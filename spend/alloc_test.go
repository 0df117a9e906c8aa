//go:build !race

// The race detector drops pooled memory on purpose, so allocations are counted
// without it.
package spend_test

import (
	"testing"

	"github.com/seed-6807d414/apm/spend"
)

// Post allocates the months and the entries of the page and nothing else; PostInto
// allocates nothing.
func TestAllocations(t *testing.T) {
	l := mustNew(t, benchTerms())
	m := benchMembers(2)[1]
	var p spend.Page
	if err := l.PostInto(&p, m); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() { _, _ = l.Post(m) }); n > 2 {
		t.Errorf("Post allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { _ = l.PostInto(&p, m) }); n > 0 {
		t.Errorf("PostInto allocates %v times", n)
	}
}
