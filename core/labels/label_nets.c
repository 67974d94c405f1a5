/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/label_nets.h"

#include "base/parse.h"

#include <string.h>

#define BETWEEN " \t;"

/* Behind the first byte of a key, which says of which version it is. */
static uint8_t
all_bits(const uint8_t key[KEY_ADDRESS])
{
    return key[0] == 4 ? 32 : 128;
}

bool
label_net_address(struct label_net *net, const char *text)
{
    if (!key_address_text(text, strlen(text), net->key))
        return false;
    net->bits = all_bits(net->key);
    return true;
}

bool
label_net_is_host(const struct label_net *net)
{
    return net->bits == all_bits(net->key);
}

void
label_net_mask(const uint8_t address[KEY_ADDRESS], uint8_t bits, struct label_net *net)
{
    net->bits = bits;
    memcpy(net->key, address, KEY_ADDRESS);
    for (size_t i = 1; i < KEY_ADDRESS; i++) {
        size_t before = 8 * (i - 1);

        if (before >= bits)
            net->key[i] = 0;
        else if (before + 8 > bits)
            net->key[i] &= (uint8_t)(0xff00 >> (bits - before));
    }
}

bool
label_nets_have(const struct label_net *nets, size_t count, const uint8_t address[KEY_ADDRESS])
{
    struct label_net masked;

    for (size_t i = 0; i < count; i++) {
        if (nets[i].key[0] != address[0])
            continue;
        label_net_mask(address, nets[i].bits, &masked);
        if (memcmp(masked.key, nets[i].key, KEY_ADDRESS) == 0)
            return true;
    }
    return count == 0;
}

bool
label_ports_have(const struct label_ports *ports, size_t count, int port)
{
    for (size_t i = 0; i < count; i++)
        if (port >= ports[i].from && port <= ports[i].to)
            return true;
    return count == 0;
}

static bool
read_net(struct label_net *net, char *text)
{
    char *stroke = strchr(text, '/');
    struct label_net whole;
    uint64_t bits;

    if (!stroke)
        return label_net_address(net, text);
    *stroke = '\0';
    if (!label_net_address(&whole, text) || !parse_number(stroke + 1, 0, whole.bits, &bits))
        return false;
    label_net_mask(whole.key, (uint8_t)bits, net);
    return true;
}

static bool
read_ports(struct label_ports *ports, char *text)
{
    char *dash = strchr(text, '-');
    uint64_t from, to;

    if (dash)
        *dash = '\0';
    if (!parse_number(text, 0, UINT16_MAX, &from) ||
        !parse_number(dash ? dash + 1 : text, from, UINT16_MAX, &to))
        return false;
    *ports = (struct label_ports){ (uint16_t)from, (uint16_t)to };
    return true;
}

static bool
is_any(const char *text)
{
    text += strspn(text, BETWEEN);
    return !*text || (strncmp(text, "any", 3) == 0 && !text[3 + strspn(text + 3, BETWEEN)]);
}

/* How many a list has. */
static size_t
count_items(const char *text)
{
    size_t n = 0;

    for (text += strspn(text, BETWEEN); *text; text += strspn(text, BETWEEN), n++)
        text += strcspn(text, BETWEEN);
    return n;
}

/* The next of a list; NULL behind the last. */
static char *
next_item(char **at)
{
    char *item = *at + strspn(*at, BETWEEN), *end = item + strcspn(item, BETWEEN);

    *at = *end ? end + 1 : end;
    *end = '\0';
    return *item ? item : NULL;
}

const char *
label_nets_list(struct pool *pool, char *text, struct label_side *side)
{
    size_t n = is_any(text) ? 0 : count_items(text);
    struct label_net *nets = n && n <= LABEL_NETS_MOST ? pool_take(pool, n * sizeof *nets) : NULL;
    char *item;

    if (n && !nets)
        return "at most 4096 addresses and networks";
    for (size_t i = 0; i < n && (item = next_item(&text)); i++)
        if (!read_net(&nets[i], item))
            return "addresses or networks, as 10.0.0.1 192.0.2.0/24, or any";
    side->nets = nets;
    side->n_nets = n;
    return NULL;
}

const char *
label_ports_list(struct pool *pool, char *text, struct label_side *side)
{
    size_t n = is_any(text) ? 0 : count_items(text);
    struct label_ports *ports =
        n && n <= LABEL_NETS_MOST ? pool_take(pool, n * sizeof *ports) : NULL;
    char *item;

    if (n && !ports)
        return "at most 4096 ports and ranges of ports";
    for (size_t i = 0; i < n && (item = next_item(&text)); i++)
        if (!read_ports(&ports[i], item))
            return "ports, as 80 443 8000-8100, or any";
    side->ports = ports;
    side->n_ports = n;
    return NULL;
}

bool
label_side_address(struct pool *pool, struct label_side *side, const char *text)
{
    struct label_net *net = pool_take(pool, sizeof *net);

    side->nets = net;
    side->n_nets = 1;
    return net && label_net_address(net, text);
}

void
label_side_port(struct pool *pool, struct label_side *side, int port)
{
    struct label_ports *ports = port < 0 ? NULL : pool_take(pool, sizeof *ports);

    if (ports)
        *ports = (struct label_ports){ (uint16_t)port, (uint16_t)port };
    side->ports = ports;
    side->n_ports = ports != NULL;
}
