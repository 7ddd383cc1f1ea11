"""The reference letter by Typst. See scripts/bench-peers."""
import sys, typst
compiler = typst.Compiler(sys.argv[1] + "/peers/itu-letter.typ", font_paths=[sys.argv[2]], ignore_system_fonts=True)
make = lambda number: compiler.compile(format="pdf", sys_inputs={"who": f"Mr Name {number}"})
