package apm_test

import (
	"errors"
	"testing"

	"github.com/seed-6807d414/apm"
)

func TestFaultsAreMatchedAndPlaced(t *testing.T) {
	err := apm.AtRule("losses[2]", apm.AtRule("then[0]", apm.Missing("revenue")))
	if err.Error() != "losses[2].then[0]: revenue: is missing" || !errors.Is(err, apm.ErrMissing) {
		t.Errorf("got %v", err)
	}
	var rule *apm.RuleError
	var fact *apm.FactError
	if !errors.As(err, &rule) || rule.Path != "losses[2].then[0]" || !errors.As(err, &fact) || fact.Field != "revenue" {
		t.Errorf("got %v of %v", fact, rule)
	}
	if errors.Is(apm.AtRule("a", &apm.FactError{Field: "revenue", Reason: "is negative"}), apm.ErrMissing) {
		t.Error("a wrong fact is not a missing one")
	}
	_, err = apm.Rate{Ladder: []apm.Rung{{}}}.At(apm.Quality{})
	if got := apm.AtRule("savings[1]", err); got.Error() != "savings[1]: quality.score: is missing, and the rate depends on it" || !errors.Is(got, apm.ErrMissing) {
		t.Errorf("got %v", got)
	}
}
