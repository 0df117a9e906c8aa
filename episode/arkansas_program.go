package episode

import "fmt"

// ArkansasProgram is the settlement of the Arkansas Payment Improvement Initiative's episodes
// (Episodes of Care manual, section II) for a year from 2013 to 2020; the payment model ended
// in 2021. Payments stand apart from those for services and are made once a year, for or
// against the principal accountable provider. The state set thresholds every year; they, the
// shares, the limit and the minimum number of cases are options.
func ArkansasProgram(year int, o RetrospectiveOptions) (Program, error) {
	if year < 2013 || year > 2020 {
		return Program{}, fmt.Errorf("episodes of Arkansas: known for 2013 to 2020, not for %d", year)
	}
	return o.program(fmt.Sprintf("Arkansas episodes, %d", year), "Arkansas Episodes of Care manual, section II", nil)
}
