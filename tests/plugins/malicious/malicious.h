/* SPDX-License-Identifier: Apache-2.0 */
/* What the malicious plugins share.
 *
 * Each is a file that attacks the run where a packet bids it to.  Its first comment says how, and
 * behind that what must come of it, which programs/malicious_test.py reads and tests:
 *
 *     costs:   what the output lacks, against that of a plugin that does no harm:
 *              "nothing"
 *              "its packets": those with a mark, in all files
 *              "its packets of flows", "its packets of streams": the same in its own file alone
 *              "its own records": nothing but what it would have written
 *              "at most its packets": each of the other files has all of them, or none
 *              "what it can reach": all files are whole, but their records may be forged
 *              "a hundred packets", "five packets": then it is switched off
 *              "the run": it is refused
 *              "nothing, or the run"
 *     says:    the sentence that people get, as a regular expression; without: none is needed
 *     exit:    the status; others after a comma
 *     packets: how many have a mark, two without; "all"
 *     within:  seconds, twenty without
 *     shows:   options of netcapd under which nothing of it may be obeyed either
 *
 * A plugin of packets ends with HOSTILE(), before which stands its ATTACK; those of streams and
 * flows include hostile_stream.h or hostile_flow.h.  Built with -DSANE it attacks nobody; a model
 * of flows or a plugin of streams then passes over what has a mark. */
#ifndef MALICIOUS_H
#define MALICIOUS_H

#include <netcap/plugin.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include "hostile.pb-c.h"

#ifdef SANE
enum { IS_SANE = 1 };
#else
enum { IS_SANE = 0 };
#endif

/* "hostile", four digits, a mark. */
enum { HOSTILE_TYPE = 10990, HOSTILE_ETHERTYPE = 0x88B5, HOSTILE_PORT = 7777, MESSAGE = 12 };

#define MAYBE_UNUSED __attribute__((unused))

/* What the optimiser must not see through. */
MAYBE_UNUSED static volatile int zero;

/* What a successful intrusion leaves in the records, so that nobody takes it for harmless. */
#define TELL(record, words) ((record)->word = (char *)(words))

#define ATTACK                                                                                    \
    MAYBE_UNUSED static void attack(MAYBE_UNUSED struct nc_packet *pkt,                           \
                                    MAYBE_UNUSED struct nc_cursor *in,                            \
                                    MAYBE_UNUSED Types__Hostile *record)

#define CONSTRUCTOR __attribute__((constructor)) MAYBE_UNUSED static void constructor(void)
#define DESTRUCTOR __attribute__((destructor)) MAYBE_UNUSED static void destructor(void)

#define NO_ATTACK ATTACK { }

#define HOSTILE_DECODE                                                                            \
    MAYBE_UNUSED static void decode(struct nc_packet *pkt, struct nc_cursor *in, void *memory)    \
    {                                                                                             \
        Types__Hostile *record = memory;                                                          \
                                                                                                  \
        record->text = nc_bytes(in, MESSAGE);                                                     \
        if (nc_ok(in) && record->text.data[MESSAGE - 1] == 'X' && !IS_SANE)                       \
            attack(pkt, in, record);                                                              \
    }

/* -DSTEM=hostile, as the file is then called hostile.so. */
#define HOSTILE_PLUGIN(stem, ...) NC_PLUGIN(stem, __VA_ARGS__)

#define HOSTILE_BUT(...)                                                                          \
    HOSTILE_DECODE                                                                                \
    HOSTILE_PLUGIN(STEM, .name = "Hostile", .about = "Does harm", .type = HOSTILE_TYPE,           \
        .record = &types__hostile__descriptor,                                                    \
        .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)), .decode = decode, __VA_ARGS__)

#define HOSTILE()                                                                                 \
    HOSTILE_DECODE                                                                                \
    HOSTILE_PLUGIN(STEM, .name = "Hostile", .about = "Does harm", .type = HOSTILE_TYPE,           \
        .record = &types__hostile__descriptor,                                                    \
        .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)), .decode = decode)

#endif
