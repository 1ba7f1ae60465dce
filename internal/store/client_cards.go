package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"appointment-manager/internal/agenda"
)

type clientCardRow struct {
	ID         int64 `gorm:"primaryKey"`
	ClientName string
	Phone      string
	Email      string
	Address    string
	Notes      string
	Search     string
	UpdatedAt  int64 `gorm:"autoUpdateTime:false"`
	UpdatedBy  string
}

func (clientCardRow) TableName() string { return "client_cards" }

func clientCardToRow(c *agenda.ClientCard) clientCardRow {
	search := strings.Join([]string{c.Name, c.Phone, agenda.Dial(c.Phone), c.Email, c.Address, c.Notes}, "\n")
	return clientCardRow{
		ID: c.ID, ClientName: c.Name, Phone: c.Phone, Email: c.Email, Address: c.Address, Notes: c.Notes,
		Search: strings.ToLower(search), UpdatedAt: c.Version, UpdatedBy: c.UpdatedBy,
	}
}

func (r *clientCardRow) card() agenda.ClientCard {
	at := time.UnixMicro(r.UpdatedAt).UTC()
	return agenda.ClientCard{
		ID: r.ID, Name: r.ClientName, Phone: r.Phone, Email: r.Email, Address: r.Address, Notes: r.Notes,
		Version: r.UpdatedAt, UpdatedAt: &at, UpdatedBy: r.UpdatedBy,
	}
}

// ClientCard implements [agenda.ClientCardStore].
func (s *Store) ClientCard(ctx context.Context, name string) (agenda.ClientCard, error) {
	c, err := s.cardOrClient(s.reader(ctx), storable(name))
	return c, translate("read client card", err)
}

// ChangeClientCard implements [agenda.ClientCardStore].
func (s *Store) ChangeClientCard(ctx context.Context, name string, change func(agenda.ClientCard) (agenda.ClientCard, error)) (after agenda.ClientCard, err error) {
	err = s.writer.do(ctx, "change client card", func(tx *gorm.DB) error {
		before, err := s.cardOrClient(tx, storable(name))
		if err == nil {
			after, err = change(before)
		}
		if err == nil {
			after, err = s.saveClientCard(ctx, tx, before, after)
		}
		return err
	})
	return after, err
}

// cardOrClient returns the card of that name. Where there is none, but somebody is called so, it has the
// name alone, written as in their appointments.
func (s *Store) cardOrClient(tx *gorm.DB, name string) (agenda.ClientCard, error) {
	c, err := s.findClientCard(tx, name)
	if err != nil || c.ID != 0 {
		return c, err
	}
	var known *string
	err = tx.Raw("SELECT max(client_name) FROM appointments WHERE "+s.dialect.folded("client_name")+" = "+s.dialect.folded("?")+" AND deleted_at IS NULL", name).Row().Scan(&known)
	if err != nil {
		return c, err
	}
	if known == nil {
		return c, errNoClient
	}
	return agenda.ClientCard{Name: *known}, nil
}

// findClientCard returns the card of that name, the zero one where there is none.
func (s *Store) findClientCard(tx *gorm.DB, name string) (agenda.ClientCard, error) {
	var rows []clientCardRow
	err := tx.Where(s.dialect.folded("client_name")+" = "+s.dialect.folded("?"), name).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return agenda.ClientCard{}, err
	}
	return rows[0].card(), nil
}

// saveClientCard stores what became of a card, which has no ID before it is stored first, and returns it as
// it is then. Its version is the time of the change, so that no two states that a card ever had share one,
// though it was removed, or restored from a backup, between them.
func (s *Store) saveClientCard(ctx context.Context, tx *gorm.DB, before, after agenda.ClientCard) (agenda.ClientCard, error) {
	fields := changedFields(&before, &after)
	if len(fields) == 0 {
		return before, nil
	}
	action := "changed"
	row := clientCardToRow(&after)
	row.UpdatedAt, row.UpdatedBy = max(s.instant().UnixMicro(), before.Version+1), agenda.ActorFrom(ctx).Username
	var err error
	switch {
	case after.Empty():
		action, fields = "deleted", nil
		err = tx.Delete(&clientCardRow{ID: before.ID}).Error
	case before.ID == 0:
		action, fields = "created", nil
		err = tx.Create(&row).Error
	default:
		err = tx.Save(&row).Error
	}
	if err != nil {
		return after, err
	}
	if err := s.audit(ctx, tx, action, "client", strconv.FormatInt(row.ID, 10), strings.Join(fields, " ")); err != nil || action == "deleted" {
		return agenda.ClientCard{Name: after.Name}, err
	}
	return row.card(), nil
}

// renameClientCard gives a card another name. Where there is one of that name, the two become one.
func (s *Store) renameClientCard(ctx context.Context, tx *gorm.DB, card, kept agenda.ClientCard, to string) error {
	if card.ID == 0 {
		return nil
	}
	if kept.ID == 0 || kept.ID == card.ID {
		after := card
		after.Name = to
		_, err := s.saveClientCard(ctx, tx, card, after)
		return err
	}
	joined, err := kept.Join(card)
	if err != nil {
		return err
	}
	if _, err := s.saveClientCard(ctx, tx, card, agenda.ClientCard{ID: card.ID, Name: card.Name}); err != nil {
		return err
	}
	_, err = s.saveClientCard(ctx, tx, kept, joined)
	return err
}
