/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_expect.h"

#include "base/keyhash.h"
#include "reassembly/streams_kept.h"
#include "shared/undo_chain.h"

#include <string.h>

enum { SECONDS_USUAL = 60, SECONDS_MOST = 3600 };

/* The end that is waited for; no byte of it is padding. */
struct expected_key {
    uint8_t network[NC_NETWORK_ADDRESS];
    uint16_t port;
    uint8_t any_host, network_kind, transport_kind, depth, link_depth, reserved;
    uint64_t scope;
};

struct expected {
    struct expected_key key;
    uint64_t until; /* clock */
    struct undo_links age;
    uint32_t chain;
    uint16_t plugin; /* its index */
    uint8_t state[NC_EXPECTED_STATE];
    uint8_t reserved[2]; /* where padding would carry over what the stack held */
};

/* Entry 0 is none. */
struct expectations {
    uint32_t buckets[EXPECTED_MOST];
    struct expected list[EXPECTED_MOST + 1];
};

_Static_assert(sizeof(struct expected_key) == 32, "keys are hashed and compared as bytes");
_Static_assert(sizeof(struct expected) ==
                   offsetof(struct expected, reserved) + sizeof((struct expected *)0)->reserved,
               "what is shared is the same whenever it is made of the same");

size_t
expect_size(void)
{
    return sizeof(struct expectations);
}

static struct expectations *
all(struct streams *r)
{
    return (struct expectations *)(void *)((uint8_t *)r + r->expected_at);
}

static struct undo_items
chained(struct streams *r)
{
    return (struct undo_items){ all(r)->list, sizeof(struct expected),
                                offsetof(struct expected, chain) };
}

static struct undo_items
by_age(struct streams *r)
{
    return (struct undo_items){ all(r)->list, sizeof(struct expected),
                                offsetof(struct expected, age) };
}

static uint32_t *
bucket_of(struct streams *r, const struct expected_key *key)
{
    return &all(r)->buckets[keyhash(r->seed, key, sizeof *key) % EXPECTED_MOST];
}

static bool
has_key(const void *expected, const void *key)
{
    return memcmp(&((const struct expected *)expected)->key, key, sizeof(struct expected_key)) == 0;
}

/* The same said again. */
static bool
is_same(const void *expected, const void *other)
{
    const struct expected *a = expected, *b = other;

    return a->plugin == b->plugin && has_key(a, &b->key);
}

static void
forget(struct stream_call *call, uint32_t i)
{
    struct streams *r = call->streams;

    undo_chain_remove(bucket_of(r, &all(r)->list[i].key), call->undo, chained(r), i);
    undo_list_remove(&r->now.expected_ages, call->undo, by_age(r), i);
    undo_pool_give(&r->now.expected, call->undo, chained(r), i, i, 1);
}

/* ---- what a plugin said ---- */

static struct expected_key
key_of_said(const struct connection *c, const struct nc_expected *said)
{
    struct expected_key key = {
        .port = said->port, .any_host = said->any_host, .network_kind = c->key.network_kind,
        .transport_kind = said->transport_kind ? (uint8_t)said->transport_kind
                                               : c->key.transport_kind,
        .depth = c->key.depth, .link_depth = c->key.link_depth, .scope = c->key.scope,
    };

    if (!said->any_host)
        memcpy(key.network, said->network, nc_address_size(key.network_kind, sizeof key.network));
    return key;
}

static uint64_t
nanoseconds_of(const struct nc_expected *said)
{
    uint64_t seconds = said->seconds ? said->seconds : SECONDS_USUAL;

    return (seconds < SECONDS_MOST ? seconds : SECONDS_MOST) * UINT64_C(1000000000);
}

/* Place for one more; one that is said again, as requests are sent again, takes its own. */
static void
make_place(struct stream_call *call, const struct expected *one)
{
    struct streams *r = call->streams;
    uint32_t i = undo_chain_find(bucket_of(r, &one->key), chained(r), is_same, one);

    if (!i && r->now.expected.used == EXPECTED_MOST) {
        r->now.counts.unexpected++;
        i = r->now.expected_ages.first;
    }
    if (i)
        forget(call, i);
}

/* Who said it, or who has the key that was said; -1: nobody has. */
static int
plugin_of_said(const struct stream_call *call, const struct connection *c,
               const struct nc_expected *said)
{
    if (!said->space)
        return c->reader - 1;
    if (!nc_space_is_closed(said->space))
        return -1;
    return dispatch_find(&call->job->plugins->dispatch, said->space, said->value);
}

static void
expect(struct stream_call *call, const struct connection *c, const struct nc_expected *said)
{
    struct streams *r = call->streams;
    int plugin = plugin_of_said(call, c, said);
    struct expected one = { .key = key_of_said(c, said),
                            .until = call->clock + nanoseconds_of(said),
                            .plugin = (uint16_t)plugin };
    uint32_t i;

    if (plugin < 0)
        return;
    memcpy(one.state, said->state, sizeof one.state);
    make_place(call, &one);
    i = undo_pool_take(&r->now.expected, call->undo, chained(r), EXPECTED_MOST);
    all(r)->list[i] = one;
    undo_chain_add(bucket_of(r, &one.key), call->undo, chained(r), i);
    undo_list_append(&r->now.expected_ages, call->undo, by_age(r), i);
}

/* When all there is ends, nothing begins any more. */
void
expect_said(struct stream_call *call, const struct connection *c)
{
    const struct nc_packet *pkt = call->job->pkt;

    for (uint32_t i = 0; i < pkt->n_expected && i < NC_EXPECTED_MAX; i++)
        if (call->clock != UINT64_MAX && pkt->expected[i].transport_kind <= UINT8_MAX)
            expect(call, c, &pkt->expected[i]);
}

/* ---- what begins ---- */

static struct expected_key
key_of_end(const struct connection_key *k, int end, bool any_host)
{
    struct expected_key key = {
        .port = k->port[end], .any_host = any_host, .network_kind = k->network_kind,
        .transport_kind = k->transport_kind, .depth = k->depth, .link_depth = k->link_depth,
        .scope = k->scope,
    };

    if (!any_host)
        memcpy(key.network, k->network[end], sizeof key.network);
    return key;
}

static bool
still_counts(const struct stream_call *call, const struct expected *one)
{
    const struct plugin *p = &call->job->plugins->list[one->plugin];
    bool stream = nc_stream_space(one->key.transport_kind) != NC_NONE;

    return call->clock < one->until && plugin_is_wanted(p) &&
           (stream ? p->is.stream != NULL : p->is.datagram != NULL);
}

/* The one of this end; those that it meets and that count no longer are gone. */
static uint32_t
find_end(struct stream_call *call, const struct expected_key *key)
{
    struct streams *r = call->streams;
    uint32_t i;

    while ((i = undo_chain_find(bucket_of(r, key), chained(r), has_key, key)) &&
           !still_counts(call, &all(r)->list[i]))
        forget(call, i);
    return i;
}

/* An end whose host was said comes before one whose port alone was. */
static uint32_t
find(struct stream_call *call, const struct connection_key *k)
{
    uint32_t found = 0;

    for (int i = 0; i < 4 && !found && call->streams->now.expected.used; i++) {
        struct expected_key key = key_of_end(k, i & 1, i >= 2);

        found = find_end(call, &key);
    }
    return found;
}

bool
expect_find(struct stream_call *call, const struct connection_key *k, size_t *plugin)
{
    uint32_t i = find(call, k);

    if (i)
        *plugin = all(call->streams)->list[i].plugin;
    return i;
}

void
expect_meet(struct stream_call *call, struct connection *c)
{
    size_t size = reader_of(call, c)->is.state_size;
    uint32_t i = find(call, &c->key);
    const struct expected *one = &all(call->streams)->list[i];

    if (!i || one->plugin != c->reader - 1)
        return;
    state_store(call, c, one->state, size < sizeof one->state ? size : sizeof one->state);
    forget(call, i);
}
