/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/community.h"

#include "base/keyhash.h"
#include "base/memory.h"

#include <netcap/conversation.h>
#include <stdlib.h>
#include <string.h>

/* As many conversations are known at a time; of others each record must say all by itself. */
enum { KNOWN_MOST = 1 << 21, KNOWN_FIRST = 1 << 10 };

/* ---- what is known ---- */

static struct community_id *
find(const struct community *c, const char *old)
{
    size_t at = keyhash(0, old, strlen(old)) & (c->size - 1);

    while (*c->known[at].old && strcmp(c->known[at].old, old) != 0)
        at = (at + 1) & (c->size - 1);
    return &c->known[at];
}

static void
grow_known(struct community *c)
{
    struct community old = *c;

    c->size = c->size ? 2 * c->size : KNOWN_FIRST;
    c->known = need(c->size, sizeof *c->known);
    for (size_t i = 0; i < old.size; i++)
        if (*old.known[i].old)
            *find(c, old.known[i].old) = old.known[i];
    free(old.known);
}

static void
remember(struct community *c, const struct community_id *id)
{
    if (c->count >= KNOWN_MOST)
        return;
    if (2 * c->count >= c->size)
        grow_known(c);
    *find(c, id->old) = *id;
    c->count++;
}

void
community_free(struct community *c)
{
    free(c->known);
    c->known = NULL;
    c->count = c->size = 0;
}

/* ---- what it is made of ---- */

static uint64_t
hash_of(const char *old, const struct community_ends *ends)
{
    uint64_t hash = keyhash(ends->size, old, strlen(old));

    hash = keyhash(hash, ends->address, sizeof ends->address);
    return keyhash(hash, ends->port, sizeof ends->port);
}

/* Whether it is that of these ends; then the new one is made. */
static bool
make(struct community *c, struct community_id *id, const struct community_ends *ends)
{
    const uint8_t *const address[] = { ends->address[0], ends->address[1] };
    struct nc_conversation told;

    if (!nc_conversation_of_id(id->old, address, ends->size, ends->port, &told))
        return false;
    for (int i = 0; i < 2; i++)
        addresses_map(c->addresses, told.network[i], told.network[i], ends->size);
    nc_put_community_id(id->anew, &told);
    return true;
}

const char *
community_anew(struct community *c, const char *old, const struct community_ends *ends)
{
    uint64_t hash = hash_of(old, ends), *vain = &c->vain[hash % COMMUNITY_VAIN];
    struct community_id *known = c->size ? find(c, old) : NULL, id;

    if (known && *known->old)
        return known->anew;
    if (strlen(old) >= sizeof id.old || !ends->size || *vain == hash)
        return NULL;
    memcpy(id.old, old, strlen(old) + 1);
    if (!make(c, &id, ends)) {
        *vain = hash;
        return NULL;
    }
    remember(c, &id);
    return c->size && *find(c, old)->old ? find(c, old)->anew : NULL;
}
