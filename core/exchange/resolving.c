/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/resolving.h"

#include "sandbox/sandbox.h"

bool
resolving_confine(const char *folder)
{
    static const char *const read[] = {
        "/etc/resolv.conf",
        "/etc/hosts",
        "/etc/host.conf",
        "/etc/nsswitch.conf",
        "/etc/gai.conf",
        "/etc/services",
        "/etc/ld.so.cache",
        "/run/systemd/resolve",
        "/lib",
        "/lib64",
        "/usr/lib",
        "/usr/lib64",
    };
    enum { READS = sizeof read / sizeof *read };
    struct path_rule rules[READS + 1] = { { folder, PATH_WRITE } };

    for (size_t i = 0; i < READS; i++)
        rules[i + 1] = (struct path_rule){ read[i], PATH_READ };
    return sandbox_program(&profile_sender, rules, READS + 1);
}
