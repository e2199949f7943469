import { Argument, Command } from "commander";

import { exitCodeHelp } from "./failure.ts";

const shells = ["bash", "zsh", "fish"] as const;

/** `ocplab completion`: what a shell needs to complete commands, options and names of the lab. */
export function completionCommand(): Command {
  return new Command("completion")
    .description("print what makes a shell complete commands, options and names")
    .addArgument(new Argument("<shell>", "which one").choices(shells))
    .addHelpText("after", help)
    .action((shell: (typeof shells)[number]) => {
      console.log(scripts[shell]);
    });
}

const help = `
Names of clusters and servers are those of the lab file in the folder in which you are, also while there are errors
in it. ocplab must be on the PATH, or be called by its path.

Examples:
  source <(ocplab completion bash)                                    bash: in ~/.bashrc
  source <(ocplab completion zsh)                                     zsh: in ~/.zshrc, after compinit
  ocplab completion zsh > ~/.zfunc/_ocplab                            zsh: in a folder of its fpath
  ocplab completion fish > ~/.config/fish/completions/ocplab.fish     fish
${exitCodeHelp("done", "usage")}`;

// Each hands the words after the program's name, up to the cursor's, to `ocplab complete`.
const scripts = {
  bash: `_ocplab() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _ocplab ocplab`,
  zsh: `#compdef ocplab
_ocplab() {
  local -a found
  found=("\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -a found; else _files; fi
}
if [[ "\${funcstack[1]}" = _ocplab ]]; then _ocplab "$@"; else compdef _ocplab ocplab; fi`,
  fish: `function __ocplab
  set -l words (commandline -opc)
  set -l found ($words[1] complete -- $words[2..-1] (commandline -ct) 2>/dev/null)
  if set -q found[1]
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c ocplab -f -a '(__ocplab)'`,
} as const;
