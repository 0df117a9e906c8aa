// Package command is how the programs here start and end.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// OutputError is a failure to write what a program found.
type OutputError struct{ Err error }

func (e OutputError) Error() string { return e.Err.Error() }

// Unwrap is what went wrong.
func (e OutputError) Unwrap() error { return e.Err }

// Main runs a program until it is done or interrupted, and exits with its status. The
// name stands before an error; it may be empty.
func Main(name string, run func(ctx context.Context, args []string, stdout, stderr io.Writer) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := Status(name, run(ctx, os.Args[1:], os.Stdout, os.Stderr), os.Stderr)
	stop()
	os.Exit(code)
}

// Status prints an error and gives the exit status: 0 when it is nil or help was asked
// for, 1 when a result could not be written or the run was interrupted, 2 when a flag, a
// file or a row cannot be used.
func Status(name string, err error, stderr io.Writer) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if name != "" {
		name += ": "
	}
	fmt.Fprintf(stderr, "%s%v\n", name, err)
	var output OutputError
	if errors.As(err, &output) || errors.Is(err, context.Canceled) {
		return 1
	}
	return 2
}
