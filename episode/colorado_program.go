package episode

import "fmt"

// ColoradoProgram is the settlement of Colorado Medicaid's bundled payments (10 CCR 2505-10
// section 8.733): half of the difference from a threshold, for gains and losses alike, and for
// each subset of episodes by itself, such as those of patients with a behavioural health
// condition and others: the subsets are categories here. The shares are the rule's and no
// options; thresholds are. Outliers by cost leave the panel first: an option in Adjust.
func ColoradoProgram(o RetrospectiveOptions) (Program, error) {
	if o.GainShare.Valid || o.LossShare.Valid || o.RewardOnly {
		return Program{}, fmt.Errorf("bundled payments of Colorado: the shares are those of the rule, one half each")
	}
	o.GainShare, o.LossShare = known("0.5"), known("0.5")
	return o.program("Colorado bundled payments", "10 CCR 2505-10 section 8.733", nil)
}
