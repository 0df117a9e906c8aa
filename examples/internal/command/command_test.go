package command_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/examples/internal/command"
)

func TestStatus(t *testing.T) {
	full := errors.New("the disk is full")
	for _, c := range []struct {
		name   string
		err    error
		code   int
		stderr string
	}{
		{"model", nil, 0, ""},
		{"model", flag.ErrHelp, 0, ""},
		{"model", errors.New("no such column"), 2, "model: no such column\n"},
		{"", errors.New("claims.csv:2:5: no date"), 2, "claims.csv:2:5: no date\n"},
		{"", command.OutputError{Err: full}, 1, "the disk is full\n"},
		{"", fmt.Errorf("-out: %w", command.OutputError{Err: full}), 1, "-out: the disk is full\n"},
		{"model", fmt.Errorf("drawing: %w", context.Canceled), 1, "model: drawing: context canceled\n"},
	} {
		var stderr strings.Builder
		if code := command.Status(c.name, c.err, &stderr); code != c.code || stderr.String() != c.stderr {
			t.Errorf("%v: status %d and %q, want %d and %q", c.err, code, stderr.String(), c.code, c.stderr)
		}
	}
	if !errors.Is(command.OutputError{Err: full}, full) {
		t.Error("the cause of an output error is hidden")
	}
}
