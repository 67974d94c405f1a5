/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin that tries what it must not, for the tests of the sandbox: at "packet 08" over TCP port
 * 80 what its option .act says, or while it is loaded what ACT_AT_LOAD says. */
#include <netcap/plugin.h>

#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "breakout.pb-c.h"

enum { PREFIX = 7, ACT = 8 };

struct options {
    uint64_t act;
};

static const struct nc_option options[] = {
    NC_UINT(struct options, act, 0, 0, 99, "what to try; 0 for nothing"),
    NC_OPTIONS_END
};

/* As a zygote may fork: a child that stays. */
static void
hide(void)
{
    if (syscall(SYS_clone, 0x1000 | SIGCHLD, NULL, &(int){ 0 }, NULL, 0) == 0)
        for (;;)
            poll(NULL, 0, 1000);
}

static void
act(uint64_t which, const uint8_t *page)
{
    static char name[] = "true", *const arguments[] = { name, NULL };
    struct itimerval soon = { { 0, 0 }, { 0, 1 } };
    int problem = 0;

    switch (which) {
    case 1: problem = open("/etc/passwd", O_RDONLY); break;
    case 2: problem = socket(AF_INET, SOCK_STREAM, 0); break;
    case 3: problem = fork(); break;
    case 4: problem = execv("/bin/true", arguments); break;
    case 5: problem = kill(1, 0); break;
    case 6: problem = mprotect((void *)((uintptr_t)page & ~4095ul), 4096, PROT_WRITE); break;
    case 7: problem = setitimer(ITIMER_REAL, &soon, NULL); break;
    case 8: problem = unlink("/tmp/never"); break;
    case 9: puts("said on standard output"); fflush(stdout); break;
    case 10: problem = (int)write(2, "said on standard error\n", 23); break;
    case 11: problem = open("/tmp/never", O_WRONLY | O_CREAT, 0600); break;
    case 12: abort();
    case 13: hide(); break;
    case 14: printf("CAP_NET_RAW: %d\n", prctl(PR_CAPBSET_READ, CAP_NET_RAW, 0, 0, 0)); break;
    default: break;
    }
    (void)problem;
}

#ifdef ACT_AT_LOAD
__attribute__((constructor)) static void
at_load(void)
{
    act(ACT_AT_LOAD, NULL);
}
#endif

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const struct options *opts = nc_options(pkt);
    Types__Breakout *breakout = record;
    struct nc_cursor text = *in;
    uint64_t number;

    breakout->text = nc_rest(in);
    nc_skip(&text, PREFIX);
    number = (uint64_t)(nc_u8(&text) - '0') * 10;
    number += (uint64_t)(nc_u8(&text) - '0');
    if (nc_ok(&text) && number == ACT)
        act(opts->act, in->pos);
}

NC_PLUGIN(breakout,
    .name         = "Breakout",
    .about        = "Tries what it must not",
    .type         = 10998,
    .record       = &types__breakout__descriptor,
    .on           = NC_ON(NC_KEY(NC_TCP_PORT, 80)),
    .options      = options,
    .options_size = sizeof(struct options),
    .decode       = decode);
