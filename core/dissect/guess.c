/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/guess.h"

#include "utf8.h"

#include <string.h>

enum { KEPT = offsetof(struct nc_packet, pending) };

static const char not_recognised[] = "is no message of this protocol";

/* Levels that are begun meanwhile count no more once their number is as it was. */
static bool
is_inner(const struct nc_packet *pkt)
{
    return pkt->level && pkt->level != &pkt->sighting;
}

/* Copied while its plugin is at work, since it may point anywhere. */
static void
refuse(struct guess *g, int plugin, bool tried, const char *reason)
{
    if (g->by >= 0 && (g->was_tried || !tried))
        return;
    g->by = plugin;
    g->was_tried = tried;
    g->reason = reason;
    if (reason == nc_declined)
        return;
    nc_utf8_copy(g->text, sizeof g->text, reason);
    g->reason = g->text;
}

static uint16_t
port_of(int32_t port)
{
    return port > 0 ? (uint16_t)port : 0;
}

static enum nc_answer
ask(struct guess *g, const struct plugin *p, int index, bool by_source, const struct nc_packet *pkt,
    const struct nc_cursor *in)
{
    struct nc_datagram datagram = {
        .key = NC_KEY(pkt->next_space, pkt->next[by_source]),
        .by_source = by_source,
        .cut = pkt->sighting.captured < pkt->sighting.length,
        .port = { port_of(pkt->ends.source_port), port_of(pkt->ends.destination_port) },
        .network_kind = pkt->tails.network_kind,
    };
    struct nc_cursor first = { in->pos, in->pos, in->end, NULL };
    enum nc_answer answer;

    if (!p->is.recognise)
        return NC_MORE;
    answer = p->is.recognise(&datagram, &first);
    if (first.failed || (answer != NC_YES && answer != NC_MORE)) {
        refuse(g, index, false, first.failed ? first.failed : not_recognised);
        return NC_NO;
    }
    return answer;
}

void
guess_begin(struct guess *g, const struct plugins *plugins, const int found[GUESSES],
            const struct nc_packet *pkt, const struct nc_cursor *in, volatile uint32_t *at_work)
{
    enum nc_answer answers[GUESSES] = { NC_NO, NC_NO };

    g->n = 0;
    g->by = -1;
    for (int i = 0; i < GUESSES; i++) {
        if (found[i] < 0)
            continue;
        *at_work = (uint32_t)found[i];
        answers[i] = ask(g, &plugins->list[found[i]], found[i], i == 1, pkt, in);
    }
    for (int i = 0; i < GUESSES; i++)
        if (answers[i] == NC_YES)
            g->order[g->n++] = found[i];
    for (int i = 0; i < GUESSES; i++)
        if (answers[i] == NC_MORE)
            g->order[g->n++] = found[i];
    if (!g->n)
        return;
    memcpy(&g->before, pkt, KEPT);
    if (is_inner(pkt))
        g->level = *pkt->level;
}

void
guess_undo(struct guess *g, struct nc_packet *pkt, int plugin, const char *reason)
{
    refuse(g, plugin, true, reason);
    memcpy(pkt, &g->before, KEPT);
    if (is_inner(pkt))
        *pkt->level = g->level;
}
