/*
 * pieces.c (bss-rate) - the fields that rated records have alike, made once
 */
#include "rate.h"

void
pieces_make(struct pieces *p, const struct catalog *c)
{
	const struct price *price;
	size_t i;

	p->offer = xcalloc(c->offer_len + 1, sizeof(*p->offer));
	p->price = xcalloc(c->price_len + 1, sizeof(*p->price));
	p->terms = xcalloc(c->price_len + 1, sizeof(*p->terms));
	p->cost = xcalloc(c->price_len + 1, sizeof(*p->cost));
	p->destination = xcalloc(c->destinations.len + 1,
	    sizeof(*p->destination));
	for (i = 0; i < c->offer_len; i++)
		out_piece_str(&p->offer[i], F_OFFER, c->offer[i].id);
	for (i = 0; i < c->price_len; i++) {
		price = &c->price[i];
		out_piece_str(&p->price[i], F_PRICE, price->id);
		out_piece_str(&p->terms[i], F_CURRENCY,
		    price_record_currency(price));
		out_piece_str(&p->terms[i], F_TAX_CODE, price->tax->id);
		if (price->settle != NULL)
			out_piece_str(&p->terms[i], F_SETTLE, slice_of(
			    settle_kind_name(price->settle->kind)));
		if (price->cost != NULL)
			out_piece_str(&p->cost[i], F_COST, price->cost->id);
	}
	for (i = 1; i < c->destinations.len; i++)
		out_piece_str(&p->destination[i], F_DESTINATION,
		    c->destinations.name[i]);
}

static void
release(struct out_piece *piece, size_t len)
{
	size_t i;

	for (i = 0; piece != NULL && i < len; i++)
		out_piece_release(&piece[i]);
	free(piece);
}

void
pieces_release(struct pieces *p, const struct catalog *c)
{
	release(p->offer, c->offer_len);
	release(p->price, c->price_len);
	release(p->terms, c->price_len);
	release(p->cost, c->price_len);
	release(p->destination, c->destinations.len);
	*p = (struct pieces){ 0 };
}
