package workerd

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
	"appointment-manager/internal/config"
	"appointment-manager/internal/queue"
	"appointment-manager/internal/worker"
)

// refresh is the documented refresher: it asks the API for a summary of each label, unless Redis says
// that one was written moments ago.
func refresh(ctx context.Context, labels []string, _ io.Reader, out io.Writer) error {
	cfg, _, err := config.LoadRefresh(os.LookupEnv)
	if err != nil {
		return err
	}
	if len(labels) == 0 {
		labels = []string{"daily"}
	}
	q, err := queue.Dial(queue.Config{URL: cfg.RedisURL, Password: cfg.RedisPassword})
	if err != nil {
		return config.Faults{"REDIS_URL: " + err.Error()}
	}
	defer q.Close()
	client := apiclient.New(cfg.APIURL, apiclient.Timeout(10*time.Second))
	token := cfg.Token
	if token == "" {
		signedIn, err := client.SignIn(ctx, cfg.Username, cfg.Password)
		if err != nil {
			return fmt.Errorf("cannot sign in at %s as %s: %s", cfg.APIURL, cfg.Username, agenda.Sentence(err))
		}
		token = signedIn.AccessToken
	}
	client = client.WithToken(token)
	return worker.Refresh(ctx, worker.RefreshConfig{
		API: worker.AskFunc(func(ctx context.Context, label string) error {
			_, err := client.AskSummary(ctx, agenda.SummaryAsk{Label: label}, "")
			return err
		}),
		Locks: q, Labels: labels, Out: out, Err: os.Stderr,
	})
}
