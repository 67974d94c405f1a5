/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/interfaces.h"

#include "base/visible.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <string.h>
#include <sys/socket.h>

enum { NAME_SHOWN = 64, TEXT_SHOWN = 256, ADDRESSES_TEXT = 512, TYPES_TEXT = 128 };

static const char *
state_of(const pcap_if_t *i)
{
    if (!(i->flags & PCAP_IF_UP))
        return "down";
    return i->flags & PCAP_IF_RUNNING ? "running" : "up";
}

/* Text behind what is there, with a comma between, as far as it goes in. */
static void
add(char *to, size_t size, const char *text)
{
    size_t used = strlen(to);

    if (used + strlen(text) + 2 <= size)
        snprintf(to + used, size - used, "%s%s", used ? "," : "", text);
}

static const char *
addresses_of(const pcap_if_t *i, char *to, size_t size)
{
    char text[INET6_ADDRSTRLEN];

    *to = '\0';
    for (const pcap_addr_t *a = i->addresses; a; a = a->next) {
        int family = a->addr ? a->addr->sa_family : AF_UNSPEC;
        const void *bytes = NULL;

        if (family == AF_INET)
            bytes = &((const struct sockaddr_in *)(const void *)a->addr)->sin_addr;
        else if (family == AF_INET6)
            bytes = &((const struct sockaddr_in6 *)(const void *)a->addr)->sin6_addr;
        if (bytes && inet_ntop(family, bytes, text, sizeof text))
            add(to, size, text);
    }
    return *to ? to : "-";
}

/* Only who may capture is told; what is down is not asked. */
static const char *
types_of(const pcap_if_t *i, char *to, size_t size)
{
    char why[PCAP_ERRBUF_SIZE];
    pcap_t *pcap = i->flags & PCAP_IF_UP ? pcap_create(i->name, why) : NULL;
    int n, *types = NULL;

    *to = '\0';
    if (pcap && pcap_activate(pcap) >= 0 && (n = pcap_list_datalinks(pcap, &types)) > 0)
        for (int t = 0; t < n; t++) {
            const char *name = pcap_datalink_val_to_name(types[t]);

            add(to, size, name ? name : "?");
        }
    if (types)
        pcap_free_datalinks(types);
    if (pcap)
        pcap_close(pcap);
    return *to ? to : "-";
}

static void
print_interface(const pcap_if_t *i, FILE *to)
{
    char name[NAME_SHOWN], about[TEXT_SHOWN], addresses[ADDRESSES_TEXT], types[TYPES_TEXT];

    fprintf(to, "%-16s %-8s %-20s %s", visible_string(name, sizeof name, i->name), state_of(i),
            types_of(i, types, sizeof types), addresses_of(i, addresses, sizeof addresses));
    if (i->description)
        fprintf(to, "  %s", visible_string(about, sizeof about, i->description));
    fputc('\n', to);
}

enum status
interfaces_list(FILE *to)
{
    char why[PCAP_ERRBUF_SIZE];
    pcap_if_t *all;

    if (pcap_findalldevs(&all, why)) {
        say_error("the interfaces cannot be listed: %s", why);
        return STATUS_FAILED;
    }
    fprintf(to, "%-16s %-8s %-20s %s\n", "INTERFACE", "STATE", "LINK TYPES", "ADDRESSES");
    for (const pcap_if_t *i = all; i; i = i->next)
        print_interface(i, to);
    pcap_freealldevs(all);
    return STATUS_DONE;
}
