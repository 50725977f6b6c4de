"""Completion scripts for each shell. A first word other than a subcommand is a file or notes."""

_COMMANDS = "login logout log search open send completion"
_OPTIONS = "--edit --publish --message --provider --language --json --help"

_BASH = f"""\
_til() {{
    local word="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}"
    case "$before" in
        --provider) COMPREPLY=($(compgen -W "anthropic openai google offline" -- "$word")); return ;;
        --language) COMPREPLY=($(compgen -W "auto ko en" -- "$word")); return ;;
        completion) COMPREPLY=($(compgen -W "bash zsh fish" -- "$word")); return ;;
    esac
    COMPREPLY=($(compgen -W "{_OPTIONS}" -- "$word") $(compgen -f -- "$word"))
    if ((COMP_CWORD == 1)); then COMPREPLY+=($(compgen -W "{_COMMANDS}" -- "$word")); fi
}}
complete -o filenames -F _til til
"""
_ZSH = f"""\
#compdef til
_til() {{
    case "${{words[CURRENT-1]}}" in
        --provider) compadd anthropic openai google offline; return ;;
        --language) compadd auto ko en; return ;;
        completion) compadd bash zsh fish; return ;;
    esac
    ((CURRENT == 2)) && compadd {_COMMANDS}
    compadd -- {_OPTIONS}
    _files
}}
compdef _til til
"""
_FISH = f"""\
complete -c til -n __fish_use_subcommand -a "{_COMMANDS}"
complete -c til -s e -l edit -d "Open the editor with the draft"
complete -c til -s p -l publish -d "Publish immediately"
complete -c til -s m -l message -x -d "Notes beside links and files"
complete -c til -l provider -x -a "anthropic openai google offline" -d "Provider"
complete -c til -l language -x -a "auto ko en" -d "The language of the draft"
complete -c til -l json -d "Print JSON"
complete -c til -n "__fish_seen_subcommand_from completion" -x -a "bash zsh fish"
"""
SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}
