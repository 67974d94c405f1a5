/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/forbidden.h"

#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define RAISED 0x80000000u

static volatile uint32_t *word;

void
forbidden_word(volatile uint32_t *where)
{
    word = where;
}

/* The arguments of the call; zeros where we do not know the machine's registers. */
static void
arguments(const void *context, long arguments[3])
{
    const ucontext_t *at = context;

#if defined __x86_64__
    static const int registers[3] = { REG_RDI, REG_RSI, REG_RDX };

    for (int i = 0; i < 3; i++)
        arguments[i] = (long)at->uc_mcontext.gregs[registers[i]];
#elif defined __aarch64__
    for (int i = 0; i < 3; i++)
        arguments[i] = (long)at->uc_mcontext.regs[i];
#else
    (void)at;
    for (int i = 0; i < 3; i++)
        arguments[i] = 0;
#endif
}

/* While a SIGSYS is handled another one cannot be: it kills. */
static void
on_forbidden(int signal, siginfo_t *info, void *context)
{
    uint32_t tried = (uint32_t)info->si_syscall + 1;
    long values[3];

    (void)signal;
    arguments(context, values);
    if (info->si_syscall == SYS_tgkill && (pid_t)values[0] == getpid())
        tried = RAISED | (uint32_t)(values[2] & 0x7f);
    if (word)
        *word = tried;
    syscall(SYS_ptrace, 0, 0, 0, 0); /* forbidden in every profile */
    _exit(1);
}

void
forbidden_catch(void)
{
    struct sigaction action = { .sa_sigaction = on_forbidden, .sa_flags = SA_SIGINFO };

    sigfillset(&action.sa_mask);
    sigaction(SIGSYS, &action, NULL);
}

int
forbidden_signal(uint32_t what)
{
    int signal = (int)(what & ~RAISED);

    return (what & RAISED) && signal > 0 && signal < NSIG ? signal : 0;
}

const char *
forbidden_text(uint32_t what, char *buffer)
{
    int number = (int)((what & ~RAISED) - 1);
    char *name = NULL;

    if (what && !(what & RAISED))
        name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
    if (name)
        snprintf(buffer, FORBIDDEN_TEXT, "called %.24s(), which the sandbox forbids", name);
    else
        snprintf(buffer, FORBIDDEN_TEXT, "made a system call that the sandbox forbids");
    free(name);
    return buffer;
}
