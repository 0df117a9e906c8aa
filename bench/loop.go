package main

// plainEngine is the rule written out by hand on 24-byte rows, with nothing that
// another rule would need and no evidence but the winner: what the data and the machine
// allow, against which the kernel's generality can be priced.
func plainEngine(d *dataset, threads int) func() (outcome, error) {
	type line struct {
		member, npi uint32
		cents       int64
		tin, code   uint16
		day         uint16
		specialty   uint8
	}
	rows := make([]line, len(d.rows))
	for i, x := range d.rows {
		rows[i] = line{uint32(x.member), uint32(x.npi), x.cents, uint16(x.tin), uint16(x.code), uint16(x.day), uint8(x.specialty)}
	}
	var step [256]uint8
	for i := range secondStep {
		if step[i] = 2; i < firstStep {
			step[i] = 1
		}
	}
	var isPrimary [codes]uint8
	for i := range primary {
		isPrimary[i] = 255
	}
	var entity [tins]uint32
	for t, o := range d.organization {
		entity[t] = uint32(winner(o, t))
	}
	starts := make([]int, 0, len(d.members)+1)
	at := 0
	for i := range d.members {
		starts = append(starts, at)
		at += len(d.members[i].Lines)
	}
	starts = append(starts, at)
	type score struct {
		entity uint32
		latest uint16
		cents  int64
	}
	return func() (outcome, error) {
		return parallel(len(d.members), threads, func(from, to int) (o outcome, err error) {
			var sums [2][]score
			for m := from; m < to; m++ {
				sums[0], sums[1] = sums[0][:0], sums[1][:0]
				for i := starts[m]; i < starts[m+1]; i++ {
					x := &rows[i]
					s := step[x.specialty] & isPrimary[x.code]
					if s == 0 || x.day < days/2 {
						continue
					}
					e, list := entity[x.tin], sums[s-1]
					k := 0
					for k < len(list) && list[k].entity != e {
						k++
					}
					if k == len(list) {
						list = append(list, score{entity: e})
						sums[s-1] = list
					}
					list[k].cents += x.cents
					list[k].latest = max(list[k].latest, x.day)
				}
				for s, list := range sums {
					if len(list) == 0 {
						continue
					}
					best := list[0]
					for _, x := range list[1:] {
						if x.cents > best.cents || x.cents == best.cents && (x.latest > best.latest || x.latest == best.latest && x.entity < best.entity) {
							best = x
						}
					}
					o.add(int64(m+1), int64(best.entity), s+1)
					break
				}
			}
			return o, nil
		})
	}
}
