/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/ask_netcapd.h"

#include "base/beside.h"
#include "base/memory.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

char *
netcapd_path(void)
{
    return beside_us("netcapd");
}

int
netcapd_run(char *const *arguments, int stream, int to)
{
    posix_spawn_file_actions_t actions;
    int status = 0, error = posix_spawn_file_actions_init(&actions);
    pid_t child;

    if (!error)
        error = posix_spawn_file_actions_adddup2(&actions, to, stream);
    if (!error)
        error = posix_spawnp(&child, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    errno = error;
    if (error)
        return -1;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_FAILED;
}

enum status
ask_netcapd(const char *type, const char *plugins)
{
    char *program = netcapd_path(), *folder = need_text("--plugins=%s", plugins ? plugins : "");
    char *wanted = need_text("--print-header=%s", type);
    char *const arguments[] = { program, wanted, plugins ? folder : NULL, NULL };
    int to = memfd_create("header", MFD_CLOEXEC);
    int status = to < 0 ? -1 : netcapd_run(arguments, STDOUT_FILENO, to);

    if (status < 0)
        say_error("%s: is no file, and netcapd cannot be asked for records of that type: %s: %s",
                  type, program, strerror(errno));
    if (status == STATUS_USAGE)
        say_error("%s: there is no file of that name, and netcapd knows no such type", type);
    if (status == STATUS_DONE && (lseek(to, 0, SEEK_SET) < 0 || dup2(to, STDIN_FILENO) < 0))
        status = STATUS_FAILED;
    if (to >= 0)
        close(to);
    free(program);
    free(folder);
    free(wanted);
    return status < 0 ? STATUS_FAILED : (enum status)status;
}
