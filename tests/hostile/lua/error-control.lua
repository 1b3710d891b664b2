-- value: "error" alike
local m = {}
function m.h(case, event)
  error("\27[31m\r\n\0 red \u{202E} and \xff", 0)
end
return m
