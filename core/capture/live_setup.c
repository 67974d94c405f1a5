/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/live_setup.h"

#include "base/say.h"

#include <stdlib.h>

#define BUFFER_BYTES (16 << 20)
#define TIMEOUT_MS 100

/* The names of all interfaces, for someone who misspelt one. */
static void
list_interfaces(char *to, size_t size)
{
    char why[PCAP_ERRBUF_SIZE];
    pcap_if_t *all, *one;
    size_t used = 0;

    *to = '\0';
    if (pcap_findalldevs(&all, why) != 0)
        return;
    for (one = all; one; one = one->next) {
        int more = snprintf(to + used, size - used, "%s%s", used ? ", " : "", one->name);

        if (more < 0 || (size_t)more >= size - used)
            break;
        used += (size_t)more;
    }
    to[used] = '\0';
    pcap_freealldevs(all);
}

static int
say_activation(pcap_t *pcap, const char *name, int error)
{
    const char *detail = pcap_geterr(pcap);
    char names[1024];

    switch (error) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
        list_interfaces(names, sizeof names);
        say_error("%s: there is no such interface; known are: %s", name, names);
        return STATUS_USAGE;
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        say_error("%s: capturing is not permitted; it needs root or CAP_NET_RAW, which 'setcap "
                  "cap_net_raw=ep' gives the program: see netcap-security(7)",
                  name);
        return STATUS_FAILED;
    case PCAP_ERROR_IFACE_NOT_UP:
        say_error("%s: the interface is down; bring it up first (ip link set %s up)", name, name);
        return STATUS_FAILED;
    default:
        say_error("%s: cannot be captured from: %s%s%s", name, pcap_statustostr(error),
                  *detail ? ": " : "", detail);
        return STATUS_FAILED;
    }
}

static void
set_up(pcap_t *pcap, const struct capture_options *options, bool *fine_time)
{
    unsigned snaplen = options->snaplen;

    if (snaplen == 0 || snaplen > PACKET_MAX)
        snaplen = PACKET_MAX;
    pcap_set_snaplen(pcap, (int)snaplen);
    pcap_set_promisc(pcap, options->promiscuous);
    pcap_set_timeout(pcap, TIMEOUT_MS);
    pcap_set_buffer_size(pcap, BUFFER_BYTES);
    *fine_time = pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO) == 0;
}

static int
activate(pcap_t *pcap, const char *name)
{
    char why[PCAP_ERRBUF_SIZE];
    int result = pcap_activate(pcap);

    if (result < 0)
        return say_activation(pcap, name, result);
    if (result > 0)
        say_detail("%s: %s", name, pcap_statustostr(result));
    if (pcap_setnonblock(pcap, 1, why) != 0) {
        say_error("%s: cannot be captured from: %s", name, why);
        return STATUS_FAILED;
    }
    return STATUS_DONE;
}

static int
set_filter(pcap_t *pcap, const char *name, const char *expression)
{
    struct bpf_program program;

    if (pcap_compile(pcap, &program, expression, 1, PCAP_NETMASK_UNKNOWN) != 0) {
        say_error("filter \"%s\": %s; see pcap-filter(7)", expression, pcap_geterr(pcap));
        return STATUS_USAGE;
    }

    int result = pcap_setfilter(pcap, &program);

    pcap_freecode(&program);
    if (result == 0)
        return STATUS_DONE;
    say_error("%s: filter \"%s\" cannot be set: %s", name, expression, pcap_geterr(pcap));
    return STATUS_FAILED;
}

pcap_t *
live_setup(const struct capture_options *options, const char *interface, bool *fine_time,
           int *status)
{
    char why[PCAP_ERRBUF_SIZE];
    pcap_t *pcap = pcap_create(interface, why);

    if (!pcap) {
        say_error("%s: cannot be captured from: %s", interface, why);
        *status = STATUS_FAILED;
        return NULL;
    }
    set_up(pcap, options, fine_time);
    *status = activate(pcap, interface);
    if (*status == STATUS_DONE && options->filter)
        *status = set_filter(pcap, interface, options->filter);
    if (*status == STATUS_DONE)
        return pcap;
    pcap_close(pcap);
    return NULL;
}
