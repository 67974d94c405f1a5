/* SPDX-License-Identifier: Apache-2.0 */
#include "base/argtable_completion.h"

#include <stdbool.h>
#include <string.h>

/* "dump" of "netcap dump"; "" for the program itself. */
static const char *
word_of(const char *program, const struct argtable *table)
{
    size_t length = strlen(program);

    return table->command[length] == ' ' ? table->command + length + 1 : "";
}

static void
completion_flags(const struct argtable *table, FILE *to)
{
    for (size_t i = 0; i < table->count; i++)
        fprintf(to, "%s--%s%s", i ? " " : "", table->rows[i].name, table->rows[i].value ? "=" : "");
}

/* bash takes "=" for a word of its own: the option's name is then two words back. */
static void
completion_choices(const char *word, const struct argtable *table, FILE *to)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i].choices)
            fprintf(to, "    '%s --%s') words='%s'; return ;;\n", word, table->rows[i].name,
                    table->rows[i].choices);
}

static void
for_bash(const char *program, const struct argtable *const *tables, size_t count, FILE *to)
{
    fprintf(to,
            "# bash completion for %s\n"
            "_%s_words() {\n"
            "    local command=$1 option=$2\n"
            "    case \"$command $option\" in\n",
            program, program);
    for (size_t i = 0; i < count; i++)
        completion_choices(word_of(program, tables[i]), tables[i], to);
    fputs("    esac\n    [[ $current == -* ]] || return\n    case \"$command\" in\n", to);
    for (size_t i = 0; i < count; i++) {
        fprintf(to, "    '%s') words='", word_of(program, tables[i]));
        completion_flags(tables[i], to);
        fputs("' ;;\n", to);
    }
    fprintf(to,
            "    esac\n}\n"
            "_%s() {\n"
            "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
            "    local commands='",
            program);
    for (size_t i = 0; i < count; i++)
        fprintf(to, "%s%s", word_of(program, tables[i]), i + 1 < count ? " " : "");
    fprintf(to,
            "' command='' words='' word\n"
            "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
            "        [[ \" $commands \" == *\" $word \"* ]] && { command=$word; break; }\n"
            "    done\n"
            "    [[ $current == '=' ]] && current=''\n"
            "    [[ $before == '=' ]] && before=${COMP_WORDS[COMP_CWORD-2]}\n"
            "    _%s_words \"$command\" \"$before\"\n"
            "    [[ -z $command && $current != -* ]] && words=$commands\n"
            "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
            "    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
            "}\n"
            "complete -o default -F _%s %s\n",
            program, program, program);
}

/* The first sentence, without its stop. */
static size_t
sentence(const char *text)
{
    const char *stop = strstr(text, ". ");
    size_t length = strlen(text);

    return stop ? (size_t)(stop - text) : length && text[length - 1] == '.' ? length - 1 : length;
}

/* What the value of a row is taken from. */
static bool
is_path(const struct arg_row *row)
{
    return strstr(row->value, "FILE") || strstr(row->value, "FOLDER") ||
           strstr(row->value, "DIR");
}

/* Within single quotes, these characters with a backslash before them, a quote as the shell has
 * it. */
static void
quoted(const char *text, size_t length, const char *escaped, const char *quote, FILE *to)
{
    for (; length; text++, length--) {
        if (*text == '\'')
            fputs(quote, to);
        else
            fprintf(to, "%s%c", strchr(escaped, *text) ? "\\" : "", *text);
    }
}

static void
zsh_value(const struct arg_row *row, FILE *to)
{
    fputc(':', to);
    quoted(row->value, strlen(row->value), "[]:\\", "'\\''", to);
    fputc(':', to);
    if (row->choices)
        fprintf(to, "(%s)", row->choices);
    else if (is_path(row))
        fputs("_files", to);
}

/* The specification that _arguments takes: what excludes it, its names, what it is for, its
 * value. */
static void
zsh_row(const struct arg_row *row, FILE *to)
{
    const char *more = row->setting && row->setting->several ? "*" : "";
    const char *equals = row->value ? "=" : "", *plus = row->value ? "+" : "";

    fputs(" \\\n        ", to);
    if (!row->letter)
        fprintf(to, "'%s--%s%s[", more, row->name, equals);
    else if (*more)
        fprintf(to, "'*'{-%c%s,--%s%s}'[", row->letter, plus, row->name, equals);
    else
        fprintf(to, "'(-%c --%s)'{-%c%s,--%s%s}'[", row->letter, row->name, row->letter, plus,
                row->name, equals);
    quoted(row->help, strlen(row->help), "[]:\\", "'\\''", to);
    fputc(']', to);
    if (row->value)
        zsh_value(row, to);
    fputc('\'', to);
}

static void
zsh_rows(const struct argtable *table, FILE *to)
{
    for (size_t i = 0; i < table->count; i++)
        zsh_row(&table->rows[i], to);
}

static void
zsh_commands(const char *program, const struct argtable *const *tables, size_t count, FILE *to)
{
    fputs(" \\\n        '1:command:->command' '*::argument:->argument'\n"
          "    case $state in\n    command)\n        commands=(", to);
    for (size_t i = 1; i < count; i++) {
        fprintf(to, "\n            '%s:", word_of(program, tables[i]));
        quoted(tables[i]->about, sentence(tables[i]->about), ":\\", "'\\''", to);
        fputc('\'', to);
    }
    fputs(")\n        _describe command commands ;;\n    argument) case $line[1] in\n", to);
    for (size_t i = 1; i < count; i++) {
        fprintf(to, "    %s) _arguments", word_of(program, tables[i]));
        zsh_rows(tables[i], to);
        fputs(" \\\n        '*:file:_files' ;;\n", to);
    }
    fputs("    esac ;;\n    esac\n", to);
}

static void
for_zsh(const char *program, const struct argtable *const *tables, size_t count, FILE *to)
{
    fprintf(to,
            "#compdef %s\n"
            "_%s() {\n"
            "    local context state state_descr line\n"
            "    local -a commands\n"
            "    typeset -A opt_args\n"
            "    _arguments -C",
            program, program);
    zsh_rows(tables[0], to);
    if (count > 1)
        zsh_commands(program, tables, count, to);
    else
        fputs(" \\\n        '*:file:_files'\n", to);
    /* Found in a folder of such files it is the body of the function, elsewhere it is sourced. */
    fprintf(to,
            "}\nif [[ $zsh_eval_context[-1] == loadautofunc ]]; then\n    _%s \"$@\"\n"
            "else\n    compdef _%s %s\nfi\n",
            program, program, program);
}

static void
fish_row(const char *program, const char *when, const struct arg_row *row, FILE *to)
{
    fprintf(to, "complete -c %s%s -l %s", program, when, row->name);
    if (row->letter)
        fprintf(to, " -s %c", row->letter);
    if (row->choices)
        fprintf(to, " -x -a '%s'", row->choices);
    else if (row->value)
        fputs(is_path(row) ? " -r -F" : " -x", to);
    fputs(" -d '", to);
    quoted(row->help, strlen(row->help), "\\", "\\'", to);
    fputs("'\n", to);
}

static void
for_fish(const char *program, const struct argtable *const *tables, size_t count, FILE *to)
{
    fprintf(to, "# fish completion for %s\n", program);
    for (size_t i = 0; i < count; i++) {
        const char *word = word_of(program, tables[i]);
        char when[96] = "";

        if (*word) {
            fprintf(to, "complete -c %s -n __fish_use_subcommand -f -a %s -d '", program, word);
            quoted(tables[i]->about, sentence(tables[i]->about), "\\", "\\'", to);
            fputs("'\n", to);
            snprintf(when, sizeof when, " -n '__fish_seen_subcommand_from %s'", word);
        } else if (count > 1) {
            snprintf(when, sizeof when, " -n __fish_use_subcommand");
        }
        for (size_t j = 0; j < tables[i]->count; j++)
            fish_row(program, when, &tables[i]->rows[j], to);
    }
}

void
argtable_completion(enum shell shell, const char *program, const struct argtable *const *tables,
                    size_t count, FILE *to)
{
    switch (shell) {
    case SHELL_BASH: for_bash(program, tables, count, to); break;
    case SHELL_ZSH: for_zsh(program, tables, count, to); break;
    case SHELL_FISH: for_fish(program, tables, count, to); break;
    }
}
