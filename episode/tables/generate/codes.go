package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// join sorts codes, leaves out doubles, and writes runs of four-digit numbers as
// ranges.
func join(codes []string) string {
	codes = slices.Clone(codes)
	slices.Sort(codes)
	codes = slices.Compact(codes)
	var out []string
	for i := 0; i < len(codes); {
		end := i
		for end+1 < len(codes) && follows(codes[end], codes[end+1]) {
			end++
		}
		if end-i < 2 {
			end = i
			out = append(out, codes[i])
		} else {
			out = append(out, codes[i]+"-"+codes[end])
		}
		i = end + 1
	}
	return strings.Join(out, " ")
}

func follows(a, b string) bool {
	if len(a) != 4 || len(b) != 4 {
		return false
	}
	x, errX := strconv.ParseUint(a, 10, 16)
	y, errY := strconv.ParseUint(b, 10, 16)
	return errX == nil && errY == nil && y == x+1
}

// date turns the number of a day in a workbook into its date; empty stays empty.
func date(serial string) (string, error) {
	if serial == "" {
		return "", nil
	}
	n, err := strconv.ParseUint(serial, 10, 32)
	if err != nil {
		return "", fmt.Errorf("want the number of a day, have %q", serial)
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n)).Format(time.DateOnly), nil
}
