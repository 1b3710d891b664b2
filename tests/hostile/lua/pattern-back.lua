-- value: "error" alike
local m = {}
function m.h(case, event)
  return string.gsub("abc", "%w", "%9")
end
return m
