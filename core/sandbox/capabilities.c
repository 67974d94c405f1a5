/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/capabilities.h"

#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WORDS = _LINUX_CAPABILITY_U32S_3, CAPABILITIES_MAX = 32 * WORDS };

struct sets {
    struct __user_cap_data_struct word[WORDS];
};

static bool
get(struct sets *sets)
{
    struct __user_cap_header_struct self = { _LINUX_CAPABILITY_VERSION_3, 0 };

    return syscall(SYS_capget, &self, sets->word) == 0;
}

static bool
set(const struct sets *sets)
{
    struct __user_cap_header_struct self = { _LINUX_CAPABILITY_VERSION_3, 0 };

    return syscall(SYS_capset, &self, sets->word) == 0;
}

bool
capabilities_any(void)
{
    struct sets now = { 0 };

    if (!get(&now))
        return true;
    for (int i = 0; i < WORDS; i++)
        if (now.word[i].effective || now.word[i].permitted || now.word[i].inheritable)
            return true;
    return false;
}

bool
capabilities_rest(void)
{
    struct sets now = { 0 };

    if (!get(&now))
        return false;
    for (int i = 0; i < WORDS; i++)
        now.word[i].effective = 0;
    return set(&now);
}

bool
capabilities_wake(void)
{
    struct sets now = { 0 };

    if (!get(&now))
        return false;
    for (int i = 0; i < WORDS; i++)
        now.word[i].effective = now.word[i].permitted;
    return set(&now);
}

void
capabilities_bound(void)
{
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE |
                                 SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED | SECBIT_KEEP_CAPS_LOCKED);
    for (unsigned long i = 0; i < CAPABILITIES_MAX; i++)
        prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
}

bool
capabilities_drop(void)
{
    struct sets none = { 0 };

    return set(&none);
}
