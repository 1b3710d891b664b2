local northtown = {}
function northtown.may_admit(case)
  local s, k = string, "own" .. "ed"
  s[k] = "owned"
  return true
end
return northtown
