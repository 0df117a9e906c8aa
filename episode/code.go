package episode

import (
	"strings"

	"github.com/seed-6807d414/apm/internal/codes"
)

// A code is packed into 64 bits: the system above, and below up to eleven letters and
// digits, aligned to the left, so that codes compare as their texts do and a prefix is
// a range. Zero is no code.
const (
	codeLetters = 11 // 37^11 is below 2^58
	systemShift = 58
)

// systems are the systems in the order of their numbers, which start at 1.
var systems = [...]System{ICD10CM, ICD9CM, ICD10PCS, ICD9Proc, MSDRG, HCPCS, Revenue, NDC, Place, Facility, Provider, Discharge, Mark}

const (
	sysICD10CM = 1 + iota
	sysICD9CM
	sysICD10PCS
	sysICD9Proc
	sysMSDRG
	sysHCPCS
	sysRevenue
	sysNDC
	sysPlace
	sysFacility
	sysProvider
	sysDischarge
	sysMark
	sysCount
)

// widths is to how many digits codes of a system are filled up with leading zeros.
var widths = [sysCount]int{sysMSDRG: 3, sysRevenue: 4, sysPlace: 2, sysDischarge: 2}

// pow37 are the powers of 37.
var pow37 = func() (t [codeLetters + 1]uint64) {
	t[0] = 1
	for i := 1; i < len(t); i++ {
		t[i] = t[i-1] * 37
	}
	return t
}()

// packCode packs a code of a system. What is no code, such as the empty text or one
// with other characters than letters and digits, is zero; points in diagnoses and
// procedures are passed over.
func packCode(system uint8, s string) uint64 {
	v, n := uint64(0), 0
	for i := range len(s) {
		l := codes.Letter(s[i])
		if l == 0 {
			if s[i] == '.' && system <= sysICD9Proc {
				continue
			}
			return 0
		}
		if n++; n > codeLetters {
			return 0
		}
		v = v*37 + uint64(l)
	}
	if n == 0 {
		return 0
	}
	for n < widths[system] {
		v += pow37[n] // a leading zero is the letter 1
		n++
	}
	return uint64(system)<<systemShift | v*pow37[codeLetters-n]
}

// span64 is the packed codes that begin with a prefix.
func prefixSpan(system uint8, prefix string) (low, high uint64) {
	n := len(strings.ReplaceAll(prefix, ".", ""))
	low = packPrefix(system, prefix)
	return low, low + pow37[codeLetters-n] - 1
}

// packPrefix is packCode without leading zeros.
func packPrefix(system uint8, s string) uint64 {
	v, n := uint64(0), 0
	for i := range len(s) {
		if l := codes.Letter(s[i]); l != 0 {
			v = v*37 + uint64(l)
			n++
		}
	}
	return uint64(system)<<systemShift | v*pow37[codeLetters-n]
}

// expandCodes reads an entry of a code set: a code, a prefix, or a range of either.
func expandCodes(system uint8, s string, exact func(uint64), span func(low, high uint64)) (problem string) {
	body, isPrefix := strings.CutSuffix(s, "*")
	from, to, isRange := strings.Cut(body, "-")
	if packCode(system, from) == 0 || isRange && packCode(system, to) == 0 {
		return "want a code, a prefix such as J45*, or a range such as 469-470 or A00-B99*"
	}
	if !isRange {
		if isPrefix {
			span(prefixSpan(system, from))
		} else {
			exact(packCode(system, from))
		}
		return ""
	}
	if isPrefix {
		first, _ := prefixSpan(system, from)
		start, last := prefixSpan(system, to)
		if len(from) != len(to) || first > start {
			return "the ends of a range of prefixes have the same length and rise"
		}
		span(first, last)
		return ""
	}
	return codes.Range(from, to, func(s string) { exact(packCode(system, s)) })
}
