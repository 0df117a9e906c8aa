// Package codes reads the letters and ranges that medical codes are made of.
package codes

import "strings"

// Letter is 1 to 36 for a digit or a letter of either case, and 0 for the rest: codes
// whose letters are packed as digits of a number to the base 37 compare as their texts.
func Letter(c byte) uint8 { return letters[c] }

var letters = func() (t [256]uint8) {
	for i := range 10 {
		t['0'+i] = uint8(1 + i)
	}
	for i := range 26 {
		t['A'+i], t['a'+i] = uint8(11+i), uint8(11+i)
	}
	return t
}()

// rangeLimit bounds a range, so that terms stay small in memory.
const rangeLimit = 10_000

// Range gives every code from one through another, in upper case, or says what is wrong
// with the range and gives none. The ends have the same length and differ only in digits
// at their end: 99202 to 99205, J0135 to J0139.
func Range(from, to string, each func(code string)) (problem string) {
	head, low, high, ok := digitsAtEnd(strings.ToUpper(from), strings.ToUpper(to))
	switch {
	case !ok:
		return "the ends of a range have the same length and differ only in digits at their end"
	case low > high:
		return "the range runs backwards"
	case high-low >= rangeLimit:
		return "the range holds more than 10000 codes"
	}
	digits := make([]byte, len(from)-len(head))
	for n := low; n <= high; n++ {
		rest := n
		for i := len(digits) - 1; i >= 0; i-- {
			digits[i] = byte('0' + rest%10)
			rest /= 10
		}
		each(head + string(digits))
	}
	return ""
}

// digitsAtEnd takes the ends of a range apart. They have few enough digits for a number:
// the codes of every system are short.
func digitsAtEnd(from, to string) (head string, low, high int64, ok bool) {
	if len(from) != len(to) {
		return "", 0, 0, false
	}
	i := len(from)
	for i > 0 && isDigit(from[i-1]) && isDigit(to[i-1]) {
		i--
	}
	if from[:i] != to[:i] || i == len(from) {
		return "", 0, 0, false
	}
	for _, c := range []byte(from[i:]) {
		low = low*10 + int64(c-'0')
	}
	for _, c := range []byte(to[i:]) {
		high = high*10 + int64(c-'0')
	}
	return from[:i], low, high, true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
