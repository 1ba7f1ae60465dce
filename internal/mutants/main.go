// Command mutants takes away one guard of the program after another, each in a copy of the source, and
// runs the test that must notice. A guard that can be missing without a test failing is a promise that
// nobody holds the program to.
//
// Each test is first run on the source as it is, where it must pass. Where the text of a guard is not
// found, or what is left does not compile, the table is wrong, and that counts as a failure too.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// mutant is one guard and what shows that it is there.
type mutant struct {
	guard string // what is taken away
	file  string // where it stands
	old   string // its text, which stands there once
	new   string // what takes its place
	pkg   string // whose test must fail, below internal
	test  string // the test, as -run wants it
}

// The verdicts.
const (
	killed   = "killed"
	survived = "SURVIVED" // no test noticed
	broken   = "BROKEN"   // the entry itself is wrong
)

// result is what became of a mutant.
type result struct {
	mutant
	verdict string
	detail  string // why it is broken
	took    time.Duration
}

func main() {
	run := flag.String("run", "", "try only the guards whose name or file matches this regular expression")
	list := flag.Bool("list", false, "list the guards and try none")
	workers := flag.Int("workers", 2, "how many to try at once")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	status, err := try(ctx, *run, *list, *workers)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
	}
	stop()
	os.Exit(status)
}

func allMutants() []mutant {
	return slices.Concat(booking, jobs, access, sessions, calendars, hours, zones, cards, forms, pages, briefs)
}

func try(ctx context.Context, pattern string, list bool, workers int) (status int, err error) {
	wanted, err := regexp.Compile(pattern)
	if err != nil {
		return 2, err
	}
	chosen := slices.DeleteFunc(allMutants(), func(m mutant) bool {
		return !wanted.MatchString(m.guard) && !wanted.MatchString(m.file)
	})
	if list {
		for _, m := range chosen {
			fmt.Printf("%-70s %-50s %s %s\n", m.guard, m.file, m.pkg, m.test)
		}
		return 0, nil
	}
	results, err := tryAll(ctx, chosen, max(1, workers))
	if err != nil {
		return 1, err
	}
	return report(results), nil
}

// tryAll shares the mutants out among workers, each with a copy of the source, and returns what became
// of them in their own order.
func tryAll(ctx context.Context, chosen []mutant, workers int) ([]result, error) {
	var labs []*lab
	defer func() {
		for _, l := range labs {
			os.RemoveAll(l.dir)
		}
	}()
	for range min(workers, len(chosen)) {
		l, err := newLab(".")
		if err != nil {
			return nil, err
		}
		labs = append(labs, l)
	}
	results := make([]result, len(chosen))
	next := make(chan int)
	var wg sync.WaitGroup
	for _, l := range labs {
		wg.Go(func() {
			for i := range next {
				results[i] = l.try(ctx, chosen[i])
				fmt.Printf("%-8s  %s\n", results[i].verdict, chosen[i].guard)
			}
		})
	}
	for i := range chosen {
		next <- i
	}
	close(next)
	wg.Wait()
	return results, ctx.Err()
}

// report prints the table and returns the exit status.
func report(results []result) (status int) {
	width := 0
	for _, r := range results {
		width = max(width, len(r.guard))
	}
	fmt.Printf("\n%-*s  %-8s  %5s  %s\n", width, "guard", "verdict", "s", "test")
	counts := map[string]int{}
	for _, r := range results {
		fmt.Printf("%-*s  %-8s  %5.1f  %s %s\n", width, r.guard, r.verdict, r.took.Seconds(), r.pkg, r.test)
		counts[r.verdict]++
	}
	for _, r := range results {
		if r.verdict != killed {
			status = 1
			fmt.Printf("\n%s %s (%s)\n%s\n", r.verdict, r.guard, r.file, cmp.Or(r.detail, strings.TrimSpace(r.old)))
		}
	}
	fmt.Printf("\n%d guards: %d killed, %d survived, %d broken\n", len(results), counts[killed], counts[survived], counts[broken])
	return status
}

// place returns the file's text with the guard taken away, or an error that says why it cannot be.
func (m mutant) place(tree fs.FS) (before, after string, err error) {
	b, err := fs.ReadFile(tree, m.file)
	if err != nil {
		return "", "", err
	}
	before = string(b)
	if n := strings.Count(before, m.old); n != 1 {
		return "", "", fmt.Errorf("the guard's text stands %d times in %s, not once", n, m.file)
	}
	return before, strings.Replace(before, m.old, m.new, 1), nil
}
